// Pages work without this. With it they change while they are looked at, actions do not load the
// page anew, and the keyboard is enough.
"use strict";
(() => {
  const say = (name) => document.body.dataset["say" + name] || "";
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let isDirty = false;
  let stream = null;

  // One tree is made like another with as few changes as possible, so that what somebody typed,
  // ticked or looks at stays.
  const key = (node) => node.nodeType === 1 && (node.id || node.dataset.id || node.dataset.key) || null;
  const isKept = (node) => node === document.activeElement || (node.nodeType === 1 && node.dataset.kept !== undefined);
  function mend(from, to) {
    if (from.nodeType === 3) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.nodeType !== 1 || isKept(from)) return;
    for (const { name, value } of [...to.attributes]) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
    for (const { name } of [...from.attributes]) {
      const stays = name === "open" || name === "class" && from.classList.contains("here");
      if (!to.hasAttribute(name) && !stays) from.removeAttribute(name);
    }
    if (from.tagName === "SELECT" && from.innerHTML !== to.innerHTML) {
      const chosen = from.value;
      from.replaceChildren(...to.childNodes);
      if ([...from.options].some((option) => option.value === chosen)) from.value = chosen;
    }
    if (from.tagName === "INPUT" || from.tagName === "SELECT" || from.tagName === "TEXTAREA") return;
    const known = new Map();
    for (const child of from.childNodes) if (key(child)) known.set(key(child), child);
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const name = key(wanted);
      let found = name ? known.get(name) : at;
      if (found && (found.nodeType !== wanted.nodeType || found.nodeName !== wanted.nodeName || !name && key(found))) found = null;
      if (found) {
        if (found !== at) from.insertBefore(found, at); else at = at.nextSibling;
        mend(found, wanted);
      } else {
        from.insertBefore(wanted, at);
      }
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  // Live pages.
  function listen() {
    if (stream) stream.close();
    stream = null;
    const main = find("#main");
    if (!main || !main.dataset.live || !window.EventSource) return;
    const mark = main.dataset.live.includes("?") ? "&" : "?";
    stream = new EventSource(main.dataset.live + mark + "print=" + main.dataset.print);
    stream.addEventListener("page", (event) => {
      main.dataset.print = event.lastEventId;
      const box = document.createElement("div");
      box.id = "middle";
      box.append(...parse(event.data).body.childNodes);
      mend(find("#middle"), box);
      prepare();
    });
    stream.addEventListener("gone", () => { stream.close(); });
  }

  // Pages without loading them anew.
  async function visit(url, options = {}, isBack = false) {
    let response;
    document.body.setAttribute("aria-busy", "true");
    try {
      response = await fetch(url, { credentials: "same-origin", ...options });
    } catch {
      tell(say("Failed"), "fault", "alert");
      return;
    } finally {
      document.body.removeAttribute("aria-busy");
    }
    const text = await response.text();
    const next = parse(text);
    if (!find("#main", next) || next.body.className !== document.body.className) {
      location.assign(response.url);
      return;
    }
    isDirty = false;
    document.title = next.title;
    for (const selector of [".side", ".top-right"]) {
      const [old, fresh] = [find(selector), find(selector, next)];
      if (old && fresh) old.replaceWith(fresh);
    }
    find("#main").replaceWith(find("#main", next));
    const address = new URL(response.url);
    const isSame = address.pathname + address.search === location.pathname + location.search;
    if (!isBack) history[isSame ? "replaceState" : "pushState"](null, "", address);
    if (!isBack) scrollTo(0, 0);
    if (location.hash === "#menu") history.replaceState(null, "", address);
    begin();
    const first = find("[aria-invalid=true]") || find("[autofocus]");
    (first || find("#main")).focus();
  }

  function tell(text, className, role = "status") {
    const line = document.createElement("p");
    line.className = className;
    line.setAttribute("role", role);
    line.textContent = text;
    find("#notices").replaceChildren(line);
  }

  const isOurs = (url) => url.origin === location.origin && (url.pathname === "/panel" || url.pathname.startsWith("/panel/"));
  const mayLeave = () => !isDirty || confirm(say("Unsaved"));

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(copy.dataset.copy).then(() => tell(say("Copied"), "notice"));
      return;
    }
    const every = event.target.closest("[data-all]");
    if (every) {
      for (const box of all("tbody [name=elid]", every.closest("table"))) box.checked = every.checked;
      count();
      return;
    }
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.dataset.whole !== undefined || link.hasAttribute("download") || link.target) return;
    const url = new URL(link.href);
    if (!isOurs(url) || url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    if (mayLeave()) visit(url);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.dataset.whole !== undefined || form.method === "dialog") return;
    const method = (button?.getAttribute("formmethod") || form.getAttribute("method") || "get").toLowerCase();
    const url = new URL(button?.getAttribute("formaction") || form.getAttribute("action") || location.href, location.href);
    if (!isOurs(url)) return;
    event.preventDefault();
    const body = new FormData(form, button);
    isDirty = false;
    if (button) button.setAttribute("aria-busy", "true");
    const done = () => button?.removeAttribute("aria-busy");
    const hasFiles = [...body.values()].some((value) => value instanceof File);
    if (method === "post") {
      visit(url, { method: "POST", body: hasFiles ? body : new URLSearchParams(body) }).finally(done);
    } else {
      body.delete("csrf");
      for (const [name, value] of body) url.searchParams.append(name, value);
      visit(url).finally(done);
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-form]")) isDirty = true;
    const draft = event.target.closest("[data-refresh]");
    if (draft) refresh(draft.form || draft.closest("form"));
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "elid" || event.target.closest("tbody")) count();
    const checked = event.target.closest("[data-check]");
    if (checked) refresh(event.target.form);
  });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  addEventListener("popstate", () => visit(location.href, {}, true));

  // A form whose other parts depend on a field is asked for again with what is typed so far.
  let waiting = null;
  function refresh(form) {
    clearTimeout(waiting);
    const url = new URL(form.dataset.refreshFrom || location.href, location.href);
    waiting = setTimeout(async () => {
      // Whoever went on meanwhile looks at another page.
      if (!form.isConnected) return;
      const body = new URLSearchParams(new FormData(form));
      for (const name of ["csrf", "sok", "clicked_button"]) body.delete(name);
      url.search = body;
      const response = await fetch(url, { credentials: "same-origin" }).catch(() => null);
      const next = response?.ok && find("#middle", parse(await response.text()));
      if (next && form.isConnected) { mend(find("#middle"), next); prepare(); }
    }, 250);
  }

  // Rows that are chosen.
  function count() {
    const chosen = all("[data-rows] tbody [name=elid]:checked").length;
    for (const button of all("[data-needs-rows]")) button.disabled = !chosen;
    const every = find("[data-all]");
    if (every) every.checked = chosen > 0 && chosen === all("[data-rows] tbody [name=elid]").length;
  }

  // The keyboard: / looks for a row, j and k go from row to row, x ticks, Enter opens, ? is Escape's friend.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && isTyping) { event.target.blur(); return; }
    if (isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    const rows = all("tbody tr[data-id]");
    const at = rows.findIndex((row) => row.classList.contains("here"));
    const go = (to) => {
      const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
      if (!row) return;
      rows[at]?.classList.remove("here");
      row.classList.add("here");
      row.scrollIntoView({ block: "nearest" });
      (find("a[href]", row) || find("input", row))?.focus({ preventScroll: true });
    };
    if (event.key === "/" && find("[data-search]")) find("[data-search]").focus();
    else if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && rows[at]) { find("[name=elid]", rows[at])?.click(); }
    else if (event.key === "o" && rows[at]?.dataset.address) { if (mayLeave()) visit(rows[at].dataset.address); }
    else return;
    event.preventDefault();
  });

  function prepare() {
    for (const button of all("[data-copy][hidden]")) button.hidden = false;
    count();
  }
  function begin() { prepare(); listen(); }
  document.documentElement.classList.add("scripted");
  begin();
})();
