//! The columns of lists: their names on the wire and what people call them.
//!
//! Columns that several lists have are here, so that one name has one text everywhere.

use onsell_domain::Text;

/// A column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, the tag of its cells.
    pub name: &'static str,
    /// What people call it.
    pub text: Text,
}

impl Column {
    /// A column with its texts in English and in Russian.
    pub const fn new(name: &'static str, en: &'static str, ru: &'static str) -> Self {
        Self {
            name,
            text: Text::new(en, ru),
        }
    }
}

macro_rules! columns {
    ($($constant:ident $name:literal, $en:literal, $ru:literal;)+) => {
        $(
            #[doc = concat!("`", $name, "`: ", $en, ".")]
            pub(crate) const $constant: Column = Column::new($name, $en, $ru);
        )+
    };
}

columns! {
    ID "id", "Number", "Номер";
    NAME "name", "Name", "Название";
    INTERNAL_NAME "intname", "Internal name", "Внутреннее имя";
    STATUS "status", "Status", "Статус";
    ORDER "orderpriority", "Sort order", "Порядок";
    ACTIVE "active", "On", "Включено";
    ACCOUNT "account", "Client", "Клиент";
    CLIENT "client", "Client", "Клиент";
    PROJECT "project", "Provider", "Провайдер";
    PROJECT_ID "project_id", "Provider number", "Номер провайдера";
    CURRENCY "currency_str", "Currency", "Валюта";
    BALANCE "balance", "Balance", "Баланс";
    REAL_BALANCE "realbalance", "Balance", "Баланс";
    AVAILABLE "available", "Available", "Доступно";
    RESERVED "reserved", "Reserved", "Зарезервировано";
    AMOUNT "amount", "Amount", "Сумма";
    PRICE "price", "Price", "Цена";
    COST "cost", "Price", "Стоимость";
    ITEM "item", "Service", "Услуга";
    ITEM_TYPE "itemtype", "Product type", "Тип продукта";
    TARIFF "pricelist", "Tariff plan", "Тарифный план";
    MODULE "processingmodule", "Processing module", "Обработчик";
    OPERATION "runningoperation", "Operation", "Операция";
    DEPARTMENT "department", "Department", "Отдел";
    DATA_CENTER "datacenter", "Data center", "Дата-центр";
    OPENED "opendate", "Opened", "Создано";
    CREATED "cdate", "Created", "Создано";
    ENDS "expiredate", "Ends", "Действует до";
    REFERENCE "remoteid", "The client's own name", "Собственное имя клиента";
    TYPE "type", "Type", "Тип";
    TEXT "text", "Text", "Текст";
    DATE "date", "Date", "Дата";
    AUTOMATIC "auto", "Processed automatically", "Обрабатывается автоматически";
    HINT "hint", "Hint", "Подсказка";
}
