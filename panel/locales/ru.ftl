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

service-renew = Продлить
service-plan = Сменить тариф
service-here = Только здесь
service-move = Передать другому обработчику
service-link = Связать с номером
service-operations = В работе
service-tariff = Тариф
service-name = Название
service-ip = IP-адрес
service-key = Ключ лицензии
service-created = Создана
service-ends = Действует до
service-closes = Будет удалена
service-renewal = Автопродление
service-own-name = Имя у клиента
service-center = Дата-центр
service-server = Сервер
service-domain = Домен
service-system = Система
service-recipe = Рецепт
service-machine = Машина
service-runs = работает
service-stands = выключена
service-panel = Панель управления
service-license = Лицензия
service-price = Цена продления
service-cost = Себестоимость у поставщика
service-margin = Маржа
service-provider = У поставщика
service-there = Статус там
service-read = Прочитано
service-belongs = Принадлежит
service-parent = Сервер
service-brand = Бренд
service-charged = Последнее списание там
service-paid = Оплачено за срок
