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
span-now = только что
span-past = { $what } назад
span-future = через { $what }
span-seconds = { $count ->
    [one] { $count } секунду
    [few] { $count } секунды
   *[other] { $count } секунд
}
span-minutes = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[other] { $count } минут
}
span-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[other] { $count } часов
}
span-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
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

# Область клиентов.
done-order-param = Заказано и оплачено. Услуга подключается.
done-payment-add-pay = Оплачено. Заказанные услуги подключаются.
done-service-prolong = Принято: новая дата появится, как только вступит в силу.
done-runningoperation-start = Запущено: как идёт дело, видно по состоянию ниже.
done-task-start = Запущено: как идёт дело, видно по состоянию ниже.
done-reboot = Запущено: как идёт дело, видно по состоянию ниже.
done-service-changepricelist = Тариф меняется.
done-edit = Сохранено.
done-usrparam = Сохранено.
done-totp-confirm = Второй фактор включён.
done-totp-off = Второй фактор выключен.

home-title = Обзор
home-order = Заказать
home-first = Закажите первую услугу
home-first-note = Выберите, что нужно: услуга подключится сразу после оплаты.
home-services = Ваши услуги
home-order-more = Заказать ещё
home-unpaid = { $count ->
    [one] { $count } услуга заказана и не оплачена
    [few] { $count } услуги заказаны и не оплачены
   *[many] { $count } услуг заказано и не оплачено
}
home-pay = Оплатить
home-open-cart = В корзину
home-balance = Баланс
home-reserved = Ещё { $what } в резерве на заказы
home-lasts = Хватит до { $what }
home-add-funds = Пополнить
home-expenses = Расходы

service-needs-data = Нужны ваши данные
service-needs-data-note = Работа продолжится, как только вы заполните недостающее.
service-unpaid = Ещё не оплачена
service-stopped-by-you = Вы остановили услугу.
service-stopped-unpaid = Оплаченный период закончился. Продлите услугу, и она заработает снова.
service-stopped-by-provider = Услугу остановил провайдер: обратитесь к нему.
service-delayed = Длится уже { $what }, дольше обычного. Провайдер знает об этом.
service-waits = Ждём провайдера уже { $what }
service-closes = Будет удалена { $what }
service-ended = Оплаченный период закончился
service-renews-in = { $count ->
    [0] Продлится сегодня
    [one] Продлится через { $count } день
    [few] Продлится через { $count } дня
   *[many] Продлится через { $count } дней
}
service-renews-on = Продлится { $what }
service-ends-today = Заканчивается сегодня
service-ends-in = { $count ->
    [one] Заканчивается через { $count } день
    [few] Заканчивается через { $count } дня
   *[many] Заканчивается через { $count } дней
}
service-ends-on = До { $what }
service-renew = Продлить
service-change-plan = Сменить тариф
service-requested = Меняется
service-now = Сейчас
service-then = Запрошено
service-none = нет
service-key = Ключ лицензии
service-install = Выполните на сервере от имени root, затем введите ключ:
service-new-key = Новый ключ
service-new-key-warning = Нынешний ключ сразу перестанет работать. На каждом сервере, где он используется, нужно будет ввести новый.
service-new-key-send = Выпустить новый ключ
service-next-key = Новый ключ можно выпустить с { $what }.
service-next-address = Снова изменить можно с { $what }.
service-settings = Название и адрес
service-options = Опции
service-options-send = Изменить опции
service-facts = Тариф
service-modules = Модули
service-module-ends = до { $what }
service-plan = Тариф
service-ordered = Заказана
service-ends = Заканчивается
service-price = Цена
service-renewal = Автопродление
service-renewal-off = Выключено
service-all-history = Вся история

machine-title = Сервер
machine-runs = Включён
machine-stands = Выключен
machine-on = Включить
machine-off = Выключить
machine-password = Показать пароль
machine-password-next = Устанавливается
machine-password-unknown = здесь неизвестен
machine-panel = Панель управления

order-title = Заказ
order-of = Заказ: { $what }
order-choose-kind = Что вам нужно?
order-nothing = Здесь пока нечего заказать.
order-plans = { $count ->
    [one] { $count } тариф
    [few] { $count } тарифа
   *[many] { $count } тарифов
}
order-kinds = Виды услуг
order-period = Период
order-from = от
order-monthly = { $what } в месяц
order-choose = Выбрать
order-others = Другие тарифы
order-data-center = Дата-центр
order-system = Операционная система
order-recipe = Программы
order-host-name = Доменное имя сервера
order-host-name-hint = Если не указать, мы придумаем его сами.
order-name = Название
order-name-hint = Только для вас, чтобы различать услуги.
order-address = IP-адрес
order-address-hint = Адрес сервера, на котором будет лицензия. Можно указать позже.
order-license-hint = Лицензия панели, которая получит модуль.
order-license-none = – выберите лицензию –
order-included = включено
order-renew = Продлевать автоматически с баланса
order-total = Итого
order-update = Пересчитать
order-pay = Заказать и оплатить
order-to-cart = В корзину
order-balance = Баланс: { $what }
order-short = Не хватает { $what }.

cart-title = Корзина
cart-more = Заказать ещё
cart-empty = Корзина пуста.
cart-remove = Убрать
cart-balance = Баланс сейчас
cart-left = Останется
cart-take = Подтвердить заказ
cart-pay = Оплатить с баланса
cart-clear = Очистить корзину

funds-title = Пополнение баланса
funds-amount = Сумма
funds-currency = Валюта
funds-method = Способ оплаты
funds-by-hand = зачисляет провайдер
funds-note = Комментарий для провайдера
funds-send = Далее
payment-title = Платёж
payment-number = Платёж { $what }
payment-awaited = Ожидается
payment-how = Переведите эту сумму на счёт «{ $what }». Если у вас нет реквизитов, запросите их у провайдера.
payment-purpose = Назначение платежа
payment-reference = Платёж { $what }
payment-then = Когда деньги придут, провайдер зачислит их, и вы увидите сумму на балансе.
payment-all = Все платежи

prolong-title = Продление
prolong-now = Оплачено до { $what }
prolong-until = до { $what }
prolong-send = Продлить и оплатить

plan-title = Смена тарифа
plan-now = Вместо «{ $what }»
plan-none = Для этой услуги нет другого тарифа.
plan-look = Показать условия
plan-preview = Условия
plan-price-now = Цена сейчас
plan-price-then = Новая цена
plan-ends-now = Заканчивается сейчас
plan-ends-then = Будет до
plan-charge = Спишется сейчас
plan-refund = Вернётся сейчас
plan-send = Сменить тариф
plan-choose = Выберите тариф, чтобы увидеть, сколько стоит смена и до какого дня будет действовать услуга.

settings-person = О вас
settings-name = Имя
settings-email = Эл. почта
settings-phone = Телефон
settings-language = Язык
settings-zone = Часовой пояс
settings-zone-provider = как у провайдера
settings-password = Пароль
settings-password-old = Текущий пароль
settings-password-new = Новый пароль
settings-password-again = Новый пароль ещё раз
settings-password-send = Сменить пароль
settings-access = Доступ
settings-ranges = С каких адресов можно входить
settings-ranges-hint = Если пусто — с любых. Адреса и сети через пробел.
settings-sessions = Сеансы
factor-on = При каждом входе запрашивается код.
factor-off = Выключить
factor-why = Код с телефона вдобавок к паролю: даже узнав пароль, войти не смогут.
factor-begin = Настроить
factor-title = Настройка второго фактора
factor-scan = Отсканируйте приложением-аутентификатором
factor-picture = Картинка для аутентификатора
factor-type = Или введите этот ключ:
factor-code = Код, который показало приложение
factor-confirm = Включить
factor-codes = Резервные коды
factor-codes-note = Сохраните их сейчас: они показываются только один раз. Каждый позволит войти один раз, если телефона нет под рукой.

deed-delete = Услуга закончится, и всё, что на ней есть, будет потеряно. Вернуть её нельзя.
deed-suspend = Услуга перестанет работать, пока вы её не возобновите. Оплаченный период продолжается.
deed-stop = Сервер будет выключен. Данные на нём останутся.
deed-reinstall = Система будет установлена заново. Всё содержимое сервера будет потеряно.
deed-password = Администратор сервера получит другой пароль.
deed-new-password = Новый пароль
deed-new-password-hint = Если не указать, мы придумаем надёжный.
done-delete = Услуга удаляется.
done-suspend = Услуга останавливается.
done-resume = Услуга запускается.

session-note = Где вы вошли.
session-device = Устройство
session-address = Адрес
session-used = Последнее обращение
session-opened = Вход
session-current = Этот
session-unknown = Неизвестное устройство
session-end = Завершить

# Страницы сотрудников (`faces/pages/`, `faces/sheet.rs`).
sheet-all = Все: { $count }
fact-service = Услуга
fact-client = Клиент
fact-module = Обработчик
fact-task = Задача
fact-operation = Операция
fact-status = Статус
fact-error = Ошибка
fact-money = Деньги
fact-price = Платит клиент
fact-reference = Наша метка
fact-upstream = Номер у поставщика

operation-hands = Вручную
operation-hands-hint = Только если автоматическая обработка не может помочь: проверить у поставщика, отметить выполненной или отказаться и вернуть деньги. Спросит причину и запишет её в журнал.
operation-check = Проверить у поставщика
operation-give-up = Отказаться и вернуть деньги
operation-taken-by = На себя взял(а) { $what }
operation-story = Что происходило
operation-begun = Начата
operation-attempt = Попытка { $what }
operation-sent = Последняя отправка поставщику
operation-next = Следующая попытка: { $what }
operation-about = О чём
operation-attempts = Попыток
operation-reserved = Зарезервировано
operation-quoted = Поставщик хочет
operation-charged = Поставщик списал

task-found = Что сделано
task-found-hint = Заполненное станет данными услуги; закрытие задачи завершает операцию, которая её ждёт.
task-close = Закрыть как выполненную
task-status = Статус услуги
task-department = Отдел
task-performer = Исполнитель
task-opened = Открыта

calls-title = Запросы и ответы
calls-none = Об этой услуге ничего не записано. Включите на время запись вызовов обработчика, чтобы видеть запросы и ответы без секретов.
calls-record = Записывать 30 минут
calls-took = { $what } мс
calls-request = Запрос
calls-answer = Ответ
calls-whole = Вызов целиком

chart-title = Заказы и доход по дням, { $what }
chart-orders = { $count ->
    [one] { $count } заказ
    [few] { $count } заказа
   *[other] { $count } заказов
}
chart-income = Доход
chart-order = Заказы
chart-day = День
light-green = вовремя
light-amber = отстаёт
light-red = стоит
dashboard-tasks = Задачи для людей
dashboard-oldest = самая старая — { $what }
dashboard-days = Последние 30 дней
dashboard-balances = Балансы у поставщиков
dashboard-no-balances = Ни один поставщик пока не сообщает баланс.
dashboard-balance = Баланс
dashboard-covered = Хватит до
dashboard-soon = Ближайшие 30 дней
dashboard-renewals = { $count ->
    [one] { $count } продление
    [few] { $count } продления
   *[other] { $count } продлений
}
dashboard-read = Прочитан
dashboard-problems = Проблемы
dashboard-no-problems = Всё в порядке.
dashboard-all-problems = Все проблемы
dashboard-scheduler = Планировщик

preview-title = К чему это приведёт
preview-here = Что изменится
preview-charge = С клиента будет списано
preview-refund = Клиенту вернётся
preview-available = Останется доступно
preview-upstream = Что будет отправлено
preview-looks-first = Прежний запрос мог дойти: сначала смотрим у поставщика.
preview-cost = Ожидаемая цена там
preview-quote = Поставщик называет
preview-refused = Это будет отклонено: { $what }
preview-again = Показать итог

card-renew = Продлить
card-plan = Сменить тариф
card-here = Только здесь
card-move = Передать другому обработчику
card-link = Связать с номером
card-operations = В работе
card-tariff = Тариф
card-name = Название
card-ip = IP-адрес
card-key = Ключ лицензии
card-created = Создана
card-ends = Действует до
card-closes = Будет удалена
card-renewal = Автопродление
card-own-name = Имя у клиента
card-center = Дата-центр
card-server = Сервер
card-domain = Домен
card-system = Система
card-recipe = Рецепт
card-machine = Машина
card-runs = работает
card-stands = выключена
card-panel = Панель управления
card-license = Лицензия
card-price = Цена продления
card-cost = Себестоимость у поставщика
card-margin = Маржа
card-provider = У поставщика
card-there = Статус там
card-read = Прочитано
card-belongs = Принадлежит
card-parent = Сервер
card-brand = Бренд
card-charged = Последнее списание там
card-paid = Оплачено за срок

wizard-product = Тип продукта
wizard-module = Модуль
wizard-connection = Подключение
wizard-details = Параметры
wizard-connection-hint = Учётная запись, которая делает заказы. Пароль хранится запечатанным и больше не показывается.
wizard-details-hint = Сначала проверяется подключение; если оно не удалось, ничего не сохраняется.
wizard-save = Проверить и сохранить

module-settings = Настройки
module-params = Параметры
module-available = Доступно
module-services = Услуг
module-read = Прочитать сейчас
module-forecast = Прогноз
module-forecast-show = Будущие продления
module-record = Записывать вызовы
module-import = Импорт тарифов
module-works = работает
module-fails = не работает
module-again = Проверить снова
module-back = К обработчику
module-findings = Что проверено

prices-title = Цены
prices-price = Цена
prices-renewal = Продление
prices-setup = Подключение
prices-cost = себестоимость { $what }
prices-save = Сохранить цены
tariff-compare = Сверить с продавцом
addon-enumeration = Перечисление
addon-values-hint = Цена каждого значения за каждый период. Неотмеченное значение нельзя заказать; пустая цена остаётся прежней.

import-choose = Чей прайс-лист?
import-no-sellers = Обработчиков с продавцом пока нет.
import-number = Номер там
import-state = Состояние
import-price = Цена там
import-new = новый
import-changed = изменён
import-same = импортирован
import-gone = исчез
import-markup = Наценка, %
import-markup-hint = Где цены ещё нет, она станет себестоимостью с наценкой, с округлением вверх. Без наценки цены вводятся в тарифе.

account-credit = Кредитный лимит
account-users = Пользователи

# Certificates (`faces/pages/certificate/`, `faces/pages/customer/certificate/`).
certificate-title = Сертификат
certificate-request = Запрос
certificate-generate = Создать ключ и запрос для меня
certificate-exists = У меня есть запрос (CSR)
certificate-common-name = Доменное имя
certificate-common-name-hint = Имя, которое вводят посетители, например www.example.com.
certificate-star-hint = Со звёздочкой в начале, например *.example.com.
certificate-csr = Запрос (CSR)
certificate-csr-hint = Весь текст, от BEGIN до END. Закрытый ключ остаётся у вас.
certificate-further = Дополнительные имена
certificate-further-hint = По одному в строке. Имён в цене: { $what }.
certificate-further-anew = По одному в строке, кроме тех, что уже есть в запросе.
certificate-ways = Как вы подтвердите, что имена ваши
certificate-approvers = Кто ответит на письмо для каждого имени
certificate-no-name = Укажите доменное имя или вставьте готовый запрос.
certificate-no-approver = Выберите, кто ответит на письмо.
certificate-contacts = Контакты
certificate-payer = Заполнить по плательщику
certificate-fill-in = Заполнить
certificate-admin = Административный контакт
certificate-tech = Технический контакт
certificate-tech-hint = Если не заполнять — административный контакт.
certificate-subject = Что в запросе сказано о владельце
certificate-subject-hint = Центры, которые проверяют только домен, этого не указывают.
certificate-organization = Организация
certificate-unit = Подразделение
certificate-country = Страна
certificate-unsaid = Не указана
certificate-region = Регион
certificate-city = Город
certificate-email = Электронная почта
certificate-first-name = Имя
certificate-last-name = Фамилия
certificate-phone = Телефон
certificate-job = Должность
certificate-name = Название
certificate-address = Улица и дом
certificate-postcode = Почтовый индекс
certificate-number = Регистрационный номер
certificate-agency = Кем зарегистрирована
certificate-duns = Номер D-U-N-S
certificate-proven = подтверждено
certificate-not-found = не найдено
certificate-awaited = ожидается
certificate-next-install = Скачайте его и установите на сервер.
certificate-next-anew = Скачайте и установите. Следующий будет выпущен { $what }.
certificate-next-failed = Сертификат не выпущен. Исправьте указанное и повторите.
certificate-next-dns = Опубликуйте эти записи. Они проверяются автоматически, больше ничего не нужно.
certificate-next-http = Разместите эти файлы на сайте. Они проверяются автоматически, больше ничего не нужно.
certificate-next-email = Перейдите по ссылке из письма.
certificate-next-wait = Центр сертификации работает; от вас ничего не требуется.
certificate-letter = Письмо отправлено на { $what }.
certificate-place-file = Адрес файла
certificate-content = Содержимое
certificate-place-dns = Имя записи
certificate-record = Тип
certificate-value = Значение
certificate-check = Проверить снова
certificate-send-again = Отправить письма снова
certificate-other-way = Подтвердить иначе
certificate-way-send = Подтвердить так
certificate-files = Файлы
certificate-download = Скачать
certificate-file-bundle = Сертификат с цепочкой
certificate-file-crt = Сертификат
certificate-file-chain = Цепочка
certificate-file-key = Закрытый ключ
certificate-file-p12 = Всё в одном файле (PKCS#12)
certificate-secret = Кто владеет этим файлом, может выдать себя за ваш сайт. Храните его там, где никто другой не прочтёт.
certificate-password = Пароль файла
certificate-password-hint = Придумайте его сейчас; его спросит ваш сервер. Не меньше четырёх знаков.
certificate-password-short = Пароль слишком короткий.
certificate-key-kept = Закрытый ключ хранится здесь в зашифрованном виде.
certificate-key = Закрытый ключ хранится
certificate-names = Имена
certificate-until = Действует до
certificate-from = Действует с
certificate-next = Будет перевыпущен
certificate-serial = Серийный номер
certificate-history = Все сертификаты
certificate-revoked = отозван { $what }
certificate-revoked-on = Отозван
certificate-current = действующий
certificate-earlier = прежний
certificate-text = Текст сертификата (PEM)
certificate-anew = Перевыпустить
certificate-anew-note = Оплаченный срок не меняется, и это бесплатно. Имена подтверждаются снова, если этого требует центр.
certificate-anew-send = Перевыпустить
certificate-same = Для того же запроса
certificate-other = Для другого запроса (CSR)
certificate-proofs = Подтверждение имён
certificate-must-act = Сертификат ждёт чьих-то действий.
certificate-retry = Повторить выпуск
certificate-save = Внести сертификат
certificate-open = Выдать
certificate-sells = Что продаётся
certificate-flags = Продукт
certificate-included = Имён в цене
certificate-flag-wildcard = Первое имя со звёздочкой (*.example.com)
certificate-flag-www = www. вместе с первым именем
certificate-flag-multidomain = Несколько имён
certificate-flag-multidomain-wildcard = Несколько имён, в том числе со звёздочкой
certificate-flag-idn = Имена в других алфавитах (xn--…)
certificate-flag-orginfo = Запрашивает данные организации
certificate-flag-codesign = Для подписи программ
certificate-flag-csraltname = Дополнительные имена берутся из запроса
certificate-flag-authemail = Подтверждается письмом
certificate-flag-authdnstxt = Подтверждается записью DNS
certificate-flag-authhttp = Подтверждается файлом на сайте
module-root = Корневой сертификат
verb-deletekey = Удалить закрытый ключ
deed-deletekey = Закрытый ключ удаляется отсюда безвозвратно. Сначала скачайте его: сертификаты будут перевыпускаться, но файлы с ключом станут недоступны.
done-certificate-reissue = Сертификат перевыпускается.
done-certificate-send_dv_dns = Имена проверяются снова.
done-certificate-send_dv_email = Письма отправляются снова.
certificate-paid = Оплачен до
