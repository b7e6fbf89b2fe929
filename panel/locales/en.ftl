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
span-now = just now
span-past = { $what } ago
span-future = in { $what }
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
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

# The area of customers.
done-order-param = Ordered and paid. It is being set up.
done-payment-add-pay = Paid. What you ordered is being set up.
done-service-prolong = Accepted: the new end is shown as soon as it counts.
done-runningoperation-start = Started: the state below says how it goes.
done-task-start = Started: the state below says how it goes.
done-reboot = Started: the state below says how it goes.
done-service-changepricelist = The plan is being changed.
done-edit = Saved.
done-usrparam = Saved.
done-totp-confirm = The second factor is on.
done-totp-off = The second factor is off.

home-title = Overview
home-order = Order
home-first = Order your first service
home-first-note = Choose what you need; it is set up as soon as it is paid.
home-services = Your services
home-order-more = Order more
home-unpaid = { $count ->
    [one] One service is ordered and not paid
   *[other] { $count } services are ordered and not paid
}
home-pay = Pay now
home-open-cart = To the cart
home-balance = Balance
home-reserved = { $what } more is reserved for orders
home-lasts = Enough until { $what }
home-add-funds = Add funds
home-expenses = Expenses

service-needs-data = Needs your data
service-needs-data-note = It goes on as soon as you fill in what is missing.
service-unpaid = Not paid yet
service-stopped-by-you = You stopped it.
service-stopped-unpaid = The paid period is over. Renew it and it runs again.
service-stopped-by-provider = Your provider stopped it: please ask there.
service-delayed = Takes longer than usual, { $what } so far. Your provider knows.
service-waits = Waiting for the provider for { $what }
service-closes = Will be deleted on { $what }
service-ended = The paid period is over
service-renews-in = { $count ->
    [0] Renews today
    [one] Renews tomorrow
   *[other] Renews in { $count } days
}
service-renews-on = Renews on { $what }
service-ends-today = Ends today
service-ends-in = { $count ->
    [one] Ends tomorrow
   *[other] Ends in { $count } days
}
service-ends-on = Until { $what }
service-renew = Renew
service-change-plan = Change plan
service-requested = Being changed
service-now = Now
service-then = Requested
service-none = none
service-key = License key
service-install = Run this on your server as root, then enter the key:
service-new-key = New key
service-new-key-warning = The present key stops working at once. Every server that uses it has to be given the new one.
service-new-key-send = Make a new key
service-next-key = A new key can be made from { $what } on.
service-next-address = It can be changed again from { $what } on.
service-settings = Name and address
service-options = Options
service-options-send = Change options
service-facts = Plan
service-modules = Modules
service-module-ends = until { $what }
service-plan = Plan
service-ordered = Ordered
service-ends = Ends
service-price = Price
service-renewal = Automatic renewal
service-renewal-off = Off
service-all-history = All history

machine-title = Server
machine-runs = Switched on
machine-stands = Switched off
machine-on = Switch on
machine-off = Switch off
machine-password = Show password
machine-password-next = Being set
machine-password-unknown = not known here
machine-panel = Control panel

order-title = Order
order-of = Order { $what }
order-choose-kind = What do you need?
order-nothing = Nothing can be ordered here yet.
order-plans = { $count ->
    [one] { $count } plan
   *[other] { $count } plans
}
order-kinds = Kinds
order-period = Period
order-from = from
order-monthly = { $what } a month
order-choose = Choose
order-others = Other plans
order-data-center = Data center
order-system = Operating system
order-recipe = Software
order-host-name = Host name
order-host-name-hint = Empty: one is made for you.
order-name = Name
order-name-hint = Only for you, to tell your services apart.
order-address = IP address
order-address-hint = Of the server that will use it. It can be given later.
order-license-hint = The license of the panel that gets the module.
order-license-none = – choose a license –
order-included = included
order-renew = Renew automatically from the balance
order-total = Total
order-update = Update
order-pay = Order and pay
order-to-cart = Put into the cart
order-balance = Balance: { $what }
order-short = { $what } is missing.

cart-title = Cart
cart-more = Order more
cart-empty = The cart is empty.
cart-remove = Remove
cart-balance = Balance now
cart-left = Left afterwards
cart-take = Confirm the order
cart-pay = Pay from the balance
cart-clear = Empty the cart

funds-title = Add funds
funds-amount = Amount
funds-currency = Currency
funds-method = How you pay
funds-by-hand = credited by your provider
funds-note = Note for your provider
funds-send = Go on
payment-title = Payment
payment-number = Payment { $what }
payment-awaited = Awaited
payment-how = Transfer this amount to { $what }. If you do not have the bank details, ask your provider for them.
payment-purpose = Purpose of payment
payment-reference = Payment { $what }
payment-then = As soon as it arrives your provider credits it, and you see it in your balance.
payment-all = All payments

prolong-title = Renew
prolong-now = Paid until { $what }
prolong-until = until { $what }
prolong-send = Renew and pay

plan-title = Change plan
plan-now = Instead of { $what }
plan-none = There is no other plan for this service.
plan-look = Show what it comes to
plan-preview = What it comes to
plan-price-now = Price now
plan-price-then = New price
plan-ends-now = Ends now
plan-ends-then = Will end
plan-charge = Charged now
plan-refund = Returned now
plan-send = Change plan
plan-choose = Choose a plan to see what the change costs and when the service then ends.

settings-person = About you
settings-name = Name
settings-email = E-mail
settings-phone = Telephone
settings-language = Language
settings-zone = Time zone
settings-zone-provider = as your provider
settings-password = Password
settings-password-old = Present password
settings-password-new = New password
settings-password-again = New password once more
settings-password-send = Change password
settings-access = Access
settings-ranges = Addresses to sign in from
settings-ranges-hint = Empty: from anywhere. Addresses and networks, separated by spaces.
settings-sessions = Sessions
factor-on = At each sign-in a code is asked for.
factor-off = Switch off
factor-why = A code of your phone beside the password: whoever learns the password cannot sign in.
factor-begin = Set up
factor-title = Set up the second factor
factor-scan = Scan this with your authenticator
factor-picture = Picture for the authenticator
factor-type = Or type this key:
factor-code = Code that it shows
factor-confirm = Switch on
factor-codes = Recovery codes
factor-codes-note = Keep them now: they are shown only this once. Each signs you in once when your phone is not at hand.

deed-delete = The service ends and what is on it is lost. That cannot be taken back.
deed-suspend = The service stops working until you resume it. The paid period goes on.
deed-stop = The server is switched off. What is on it stays.
deed-reinstall = The system is installed anew. Everything on the server is lost.
deed-password = The administrator of the server gets another password.
deed-new-password = New password
deed-new-password-hint = Empty: a strong one is made for you.
done-delete = It is being deleted.
done-suspend = It is being stopped.
done-resume = It is being started.

session-note = Where you are signed in.
session-device = Device
session-address = Address
session-used = Last used
session-opened = Signed in
session-current = This one
session-unknown = Unknown device
session-end = End

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

card-renew = Renew
card-plan = Change plan
card-here = Here only
card-move = Move to another module
card-link = Link to a number
card-operations = In work
card-tariff = Tariff plan
card-name = Name
card-ip = IP address
card-key = License key
card-created = Created
card-ends = Ends
card-closes = Is deleted on
card-renewal = Automatic renewal
card-own-name = The client's own name
card-center = Data center
card-server = Server
card-domain = Domain
card-system = System
card-recipe = Recipe
card-machine = Machine
card-runs = runs
card-stands = is off
card-panel = Control panel
card-license = License
card-price = Price of a renewal
card-cost = Cost at the provider
card-margin = Margin
card-provider = At the provider
card-there = Status there
card-read = Read
card-belongs = Belongs to
card-parent = Server
card-brand = Brand
card-charged = Last charged there
card-paid = Paid for the term

wizard-product = Product type
wizard-module = Module
wizard-connection = Connection
wizard-details = Details
wizard-connection-hint = The account that orders there. The password is kept sealed and never shown again.
wizard-details-hint = The connection is checked first; nothing is saved when it fails.
wizard-save = Check and save

module-settings = Settings
module-params = Parameters
module-available = Available
module-services = Services
module-read = Read now
module-forecast = Forecast
module-forecast-show = Renewals to come
module-record = Record calls
module-import = Import tariffs
module-works = works
module-fails = does not work
module-again = Check again
module-back = To the module
module-findings = What was looked at

prices-title = Prices
prices-price = Price
prices-renewal = Renewal
prices-setup = Set-up
prices-cost = cost { $what }
prices-save = Save prices
tariff-compare = Compare with the seller
addon-enumeration = Enumeration
addon-values-hint = A price for every value and period. A value that is not ticked cannot be ordered; an empty price stays as it is.

import-choose = Whose price list?
import-no-sellers = There is no module of a seller yet.
import-number = Number there
import-state = State
import-price = Price there
import-new = new
import-changed = changed
import-same = imported
import-gone = gone
import-markup = Markup, %
import-markup-hint = What has no price yet gets its cost with the markup, rounded up. Without a markup prices are entered at the tariff.

account-credit = Credit limit
account-users = Users

# Certificates (`faces/pages/certificate/`, `faces/pages/customer/certificate/`).
certificate-title = Certificate
certificate-request = Request
certificate-generate = Make a key and a request for me
certificate-exists = I have a request (CSR)
certificate-common-name = Domain name
certificate-common-name-hint = The name visitors type, such as www.example.com.
certificate-star-hint = With a star in front, such as *.example.com.
certificate-csr = Request (CSR)
certificate-csr-hint = The whole text, from BEGIN to END. The private key stays with you.
certificate-further = Further names
certificate-further-hint = One on each line. Names in the price: { $what }.
certificate-further-anew = One on each line, beside those of the request.
certificate-ways = How you prove that the names are yours
certificate-approvers = Who answers the letter for each name
certificate-no-name = Enter the domain name, or bring a request.
certificate-no-approver = Choose who answers the letter.
certificate-contacts = Contacts
certificate-payer = Fill in from a payer
certificate-fill-in = Fill in
certificate-admin = Administrative contact
certificate-tech = Technical contact
certificate-tech-hint = Left empty: the administrative contact.
certificate-subject = What the request says of its owner
certificate-subject-hint = Authorities that only check the domain leave this out.
certificate-organization = Organization
certificate-unit = Department
certificate-country = Country
certificate-unsaid = Not said
certificate-region = Region
certificate-city = City
certificate-email = E-mail
certificate-first-name = Given name
certificate-last-name = Family name
certificate-phone = Telephone
certificate-job = Job title
certificate-name = Name
certificate-address = Street and house
certificate-postcode = Postal code
certificate-number = Registration number
certificate-agency = Registered by
certificate-duns = D-U-N-S number
certificate-proven = proven
certificate-not-found = not found
certificate-awaited = awaited
certificate-next-install = Download it and install it on your server.
certificate-next-anew = Download it and install it. The next one is issued on { $what }.
certificate-next-failed = It was not issued. Mend what is said here, and try again.
certificate-next-dns = Publish these records. They are looked for again and again; nothing else is needed.
certificate-next-http = Put these files on the site. They are looked for again and again; nothing else is needed.
certificate-next-email = Follow the link in the letter.
certificate-next-wait = The authority is at work; nothing is needed from you.
certificate-letter = The letter went to { $what }.
certificate-place-file = Address of the file
certificate-content = Its content
certificate-place-dns = Name of the record
certificate-record = Type
certificate-value = Value
certificate-check = Check again
certificate-send-again = Send the letters again
certificate-other-way = Prove in another way
certificate-way-send = Prove in this way
certificate-files = Files
certificate-download = Download
certificate-file-bundle = Certificate with chain
certificate-file-crt = Certificate
certificate-file-chain = Chain
certificate-file-key = Private key
certificate-file-p12 = All in one file (PKCS#12)
certificate-secret = Whoever has this file can pass for your site. Keep it where nobody else reads.
certificate-password = Password of the file
certificate-password-hint = You choose it now and are asked for it on your server. At least four characters.
certificate-password-short = The password is too short.
certificate-key-kept = The private key is kept here, sealed.
certificate-key = Private key kept
certificate-names = Names
certificate-until = Valid until
certificate-from = Valid from
certificate-next = Issued anew on
certificate-serial = Serial number
certificate-history = All certificates
certificate-revoked = revoked { $what }
certificate-revoked-on = Revoked
certificate-current = in use
certificate-earlier = earlier
certificate-text = Text of the certificate (PEM)
certificate-anew = Issue anew
certificate-anew-note = The paid term stays as it is, and it costs nothing. The names are proven again where the authority asks for it.
certificate-anew-send = Issue anew
certificate-same = For the same request
certificate-other = For another request (CSR)
certificate-proofs = Proof of the names
certificate-must-act = The certificate waits for somebody to do something.
certificate-retry = Try again
certificate-save = Bring a certificate
certificate-open = Deliver
certificate-sells = What it sells
certificate-flags = The product
certificate-included = Names in the price
certificate-flag-wildcard = The first name has a star (*.example.com)
certificate-flag-www = www. comes with the first name
certificate-flag-multidomain = Several names
certificate-flag-multidomain-wildcard = Several names, with stars
certificate-flag-idn = Names in other letters (xn--…)
certificate-flag-orginfo = Asks for the organization
certificate-flag-codesign = For signing programs
certificate-flag-csraltname = Further names are read from the request
certificate-flag-authemail = Proven by letter
certificate-flag-authdnstxt = Proven by a record in DNS
certificate-flag-authhttp = Proven by a file on the site
module-root = Root certificate
verb-deletekey = Forget the private key
deed-deletekey = The private key is deleted here and cannot be brought back. Download it before: certificates are still issued anew, but files with the key are no longer to be had.
done-certificate-reissue = It is being issued anew.
done-certificate-send_dv_dns = The names are being looked at again.
done-certificate-send_dv_email = The letters are being sent again.
certificate-paid = Paid until
