### Тексты самой панели. Названия функций, полей и колонок — в их объявлениях.

layout-skip = К содержимому
layout-menu = Меню
layout-close = Закрыть
layout-balance = Доступно
layout-acting = Вернуться к себе
layout-settings = Мои настройки
layout-other-language = English
layout-light = Светлое оформление
layout-dark = Тёмное оформление
layout-sign-out = Выйти
layout-dialog = Окно
layout-support = Поддержка
layout-terms = Условия
notice-done = { $what }: выполнено.

menu-dashboard = Обзор
menu-clients = Клиенты
menu-products = Продукты
menu-services = Услуги
menu-integration = Интеграция
menu-tools = Инструменты
menu-finance = Финансы
menu-settings = Настройки
menu-more = Ещё

rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[other] { $count } строк
}
list-search = Поиск
list-find = Найти
list-filter = Фильтр
list-filtered = Показаны не все строки
list-apply = Применить
list-clear = Показать все
list-columns = Колонки
list-more = Ещё
renewal-none = нет
list-all = Выбрать все строки
list-empty = Пока ничего нет.
list-nothing-found = По фильтру ничего не найдено.
list-pages = Страницы
list-previous = Назад
list-next = Дальше
choice-any = не выбрано
switch-on = вкл.
switch-off = выкл.
copy = Копировать

form-save = Сохранить
form-cancel = Отмена
form-further = Дополнительные поля
form-check = Проверить подключение
form-objects = { $count ->
    [one] { $count } объект:
    [few] { $count } объекта:
   *[other] { $count } объектов:
}
field-unchanged = без изменений
verb-edit-several = Изменить вместе
field-secret = без изменений

result-done = { $count ->
    [one] Выполнено для { $count }.
    [few] Выполнено для { $count }.
   *[other] Выполнено для { $count }.
}
result-refused = { $count ->
    [one] Отказано для { $count }.
    [few] Отказано для { $count }.
   *[other] Отказано для { $count }.
}
result-object = Номер
result-result = Результат
result-ok = выполнено
result-no = отказано
result-back = Назад

refused-title = Это показать нельзя
refused-home = К обзору

sign-in-title = Вход
sign-in-name = Пользователь
sign-in-password = Пароль
sign-in-send = Войти
sign-in-recovery = Забыли пароль?
sign-in-register = Регистрация
second-factor-title = Второй фактор
second-factor-code = Код
second-factor-hint = Шесть цифр из приложения или один из резервных кодов.

script-unsaved = Введённое не сохранено. Уйти со страницы?
script-copied = Скопировано
script-failed = Сервер не ответил. Ничего не потеряно: попробуйте ещё раз.
script-chosen = выбрано

verb-add = Добавить
verb-edit = Изменить
verb-delete = Удалить
verb-suspend = Приостановить
verb-resume = Возобновить
verb-start = Запустить
verb-stop = Остановить
verb-order = Заказать
verb-su = Войти как
verb-check = Проверить
verb-import = Импорт
verb-offer = Предложения
verb-item = Значения
verb-detail = Дополнения
verb-takeover = Забрать себе
verb-done = Отметить выполненной
verb-take = Взять
verb-refuse = Отклонить
verb-close = Закрыть
verb-payment = Платежи
verb-setpaid = Зачислить
verb-refund = Вернуть
verb-reboot = Перезагрузить
verb-reinstall = Переустановить
verb-changepassword = Сменить пароль
verb-history = История
verb-sync = Сверить сейчас
