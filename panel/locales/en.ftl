### Texts of the panel itself. What functions, fields and columns are called is in their declarations.

layout-skip = Skip to the content
layout-menu = Menu
layout-close = Close
layout-balance = You can spend
layout-acting = Back to my own area
layout-settings = My settings
layout-other-language = Русский
layout-light = Light look
layout-dark = Dark look
layout-sign-out = Sign out
layout-dialog = Dialog
layout-support = Support
layout-terms = Terms of service
notice-done = { $what }: done.

menu-dashboard = Dashboard
menu-clients = Clients
menu-products = Products
menu-services = Services
menu-integration = Integration
menu-tools = Tools
menu-finance = Finance
menu-settings = Settings
menu-more = More

rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
list-search = Search
list-find = Find
list-filter = Filter
list-filtered = Only some rows are shown
list-apply = Apply
list-clear = Show all
list-columns = Columns
list-more = More
renewal-none = no
list-all = Choose all rows
list-empty = Nothing here yet.
list-nothing-found = Nothing matches the filter.
list-pages = Pages
list-previous = Previous
list-next = Next
choice-any = not chosen
switch-on = on
switch-off = off
copy = Copy

form-save = Save
form-cancel = Cancel
form-further = Further fields
form-check = Test connection
form-objects = { $count ->
    [one] One object:
   *[other] { $count } objects:
}
field-unchanged = unchanged
verb-edit-several = Edit together
field-secret = unchanged

result-done = { $count ->
    [one] Done for one.
   *[other] Done for { $count }.
}
result-refused = { $count ->
    [one] Refused for one.
   *[other] Refused for { $count }.
}
result-object = Number
result-result = Result
result-ok = done
result-no = refused
result-back = Back

refused-title = That cannot be shown
refused-home = To the dashboard

sign-in-title = Sign in
sign-in-name = User
sign-in-password = Password
sign-in-send = Sign in
sign-in-recovery = Forgotten password
sign-in-register = Register
second-factor-title = Second factor
second-factor-code = Code
second-factor-hint = Six digits of your authenticator, or one of your recovery codes.

script-unsaved = What you typed is not saved. Leave the page?
script-copied = Copied
script-failed = The server did not answer. Nothing is lost: try again.
script-chosen = chosen

verb-add = Add
verb-edit = Edit
verb-delete = Delete
verb-suspend = Suspend
verb-resume = Resume
verb-start = Start
verb-stop = Stop
verb-order = Order
verb-su = Sign in as
verb-check = Check
verb-import = Import
verb-offer = Offers
verb-item = Values
verb-detail = Addons
verb-takeover = Take over
verb-done = Mark done
verb-take = Take
verb-refuse = Refuse
verb-close = Close
verb-payment = Payments
verb-setpaid = Credit
verb-refund = Refund
verb-reboot = Reboot
verb-reinstall = Reinstall
verb-changepassword = Change password
verb-history = History
verb-sync = Sync now

# Pages of staff (`faces/pages/`, `faces/sheet.rs`).
sheet-all = All { $count }
fact-service = Service
fact-client = Client
fact-module = Processing module
fact-task = Task
fact-operation = Operation
fact-status = Status
fact-error = Error
fact-money = Money
fact-price = The client pays
fact-reference = Our reference
fact-upstream = Number at the provider

operation-hands = By hand
operation-hands-hint = Only where automatic processing cannot help: check at the provider, mark done, or give up and refund. It asks why, and is journaled.
operation-check = Check at the provider
operation-give-up = Give up and refund
operation-taken-by = Taken over by { $what }
operation-story = What happened
operation-begun = Begun
operation-attempt = Attempt { $what }
operation-sent = Last sent to the provider
operation-next = Next try: { $what }
operation-about = About
operation-attempts = Attempts
operation-reserved = Reserved
operation-quoted = The provider wants
operation-charged = The provider charged

task-found = What was done
task-found-hint = What you fill in becomes the service's; closing the task ends the operation that waits for it.
task-close = Close as done
task-status = Status of the service
task-department = Department
task-performer = Performer
task-opened = Opened

calls-title = Requests and answers
calls-none = Nothing was recorded about this service. Record the calls of its module for a while to see what is really asked and answered, secrets removed.
calls-record = Record for 30 minutes
calls-took = { $what } ms
calls-request = Request
calls-answer = Answer
calls-whole = The whole call

chart-title = Orders and income by day, { $what }
chart-orders = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}
chart-income = Income
chart-order = Orders
chart-day = Day
light-green = on time
light-amber = late
light-red = stands
dashboard-tasks = Tasks for people
dashboard-oldest = oldest { $what }
dashboard-days = The last 30 days
dashboard-balances = Balances at the providers
dashboard-no-balances = No provider tells a balance yet.
dashboard-balance = Balance
dashboard-covered = Covered until
dashboard-soon = Next 30 days
dashboard-renewals = { $count ->
    [one] { $count } renewal
   *[other] { $count } renewals
}
dashboard-read = Read
dashboard-problems = Problems
dashboard-no-problems = Nothing is wrong.
dashboard-all-problems = All problems
dashboard-scheduler = Scheduler

preview-title = What it comes to
preview-here = What changes
preview-charge = The client is charged
preview-refund = The client gets back
preview-available = Can be spent then
preview-upstream = What is sent
preview-looks-first = An earlier request may have arrived: the provider is looked at first.
preview-cost = Expected cost there
preview-quote = The provider says
preview-refused = This would be refused: { $what }
preview-again = Preview

service-renew = Renew
service-plan = Change plan
service-here = Here only
service-move = Move to another module
service-link = Link to a number
service-operations = In work
service-tariff = Tariff plan
service-name = Name
service-ip = IP address
service-key = License key
service-created = Created
service-ends = Ends
service-closes = Is deleted on
service-renewal = Automatic renewal
service-own-name = The client's own name
service-center = Data center
service-server = Server
service-domain = Domain
service-system = System
service-recipe = Recipe
service-machine = Machine
service-runs = runs
service-stands = is off
service-panel = Control panel
service-license = License
service-price = Price of a renewal
service-cost = Cost at the provider
service-margin = Margin
service-provider = At the provider
service-there = Status there
service-read = Read
service-belongs = Belongs to
service-parent = Server
service-brand = Brand
service-charged = Last charged there
service-paid = Paid for the term
