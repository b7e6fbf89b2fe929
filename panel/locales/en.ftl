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
