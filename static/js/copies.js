// Copies of what a member types, on this device until the server has saved it. A copy belongs to the member whose page it was
// typed on, is offered to that member alone, and goes after seven days; signing out asks first (page.js). Words: data- attributes of the script.
{
  const words = document.currentScript.dataset, mine = `copy:${words.member}:`, WEEK = 7 * 86_400_000;
  const SKIP = new Set(["csrf_token", "writer", "copy", "edit"]);
  const safely = (work) => { try { return work(); } catch { /* no room on the device, or no right to use it */ } };
  const keys = () => safely(() => Object.keys(localStorage)) ?? [];
  const read = (key) => safely(() => JSON.parse(localStorage.getItem(key)));
  const remove = (key) => safely(() => localStorage.removeItem(key));
  const place = (form) => mine + new URL(form.getAttribute("action") ?? "", location.href).pathname;
  const fields = (form) => [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !SKIP.has(name) && form.querySelector(`[name="${CSS.escape(name)}"]`)?.type !== "password");
  const gist = (pairs) => JSON.stringify(pairs.map(([name, value]) => [name, value.replace(/\s+/g, "")]).filter(([, value]) => value));
  const isWriting = (form) => form.method === "post" && form.querySelector("textarea, input[type=text], input:not([type])");
  // What the server has of each form, and when its copy is written next.
  const known = new WeakMap(), timers = new WeakMap();

  const drop = (form) => { clearTimeout(timers.get(form)); remove(place(form)); };
  const saved = (form) => { known.set(form, gist(fields(form))); drop(form); };
  const keep = (form) => {
    const now = fields(form);
    if (gist(now) === known.get(form)) return drop(form);
    const id = form.elements.copy?.value ?? crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    if (!form.elements.copy) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "copy", value: id }));
    safely(() => localStorage.setItem(place(form), JSON.stringify({ id, at: Date.now(), fields: now })));
  };

  const restore = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const control of form.elements) {
      if (!control.name || SKIP.has(control.name) || ["hidden", "file", "submit", "password"].includes(control.type)) continue;
      const own = values.get(control.name) ?? [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = own.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = own.includes(option.value);
      else control.value = own.shift() ?? "";
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const offer = (form, copy) => {
    const box = document.createElement("div"), line = document.createElement("p"), row = document.createElement("p");
    const button = (text, press) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn alt", textContent: text });
      made.addEventListener("click", () => { press(); box.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); });
      return made;
    };
    box.className = "notice warn";
    box.setAttribute("role", "status");
    line.textContent = words.kept;
    row.className = "cluster";
    row.append(button(words.restore, () => restore(form, copy.fields)), button(words.remove, () => drop(form)));
    box.append(line, row);
    form.before(box);
  };

  // Old copies go, and those the server says it has saved.
  const cookie = document.cookie.match(/(?:^|; )saved_copies=([^;]*)/)?.[1];
  const over = new Set(cookie?.split(".") ?? []);
  if (cookie) document.cookie = `saved_copies=; path=/; max-age=0; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  for (const key of keys()) {
    if (key.startsWith("draft:")) remove(key);
    if (!key.startsWith("copy:")) continue;
    const copy = read(key);
    if (!copy || Date.now() - copy.at > WEEK || over.has(copy.id)) remove(key);
  }

  for (const form of document.querySelectorAll("form:not([data-again])")) {
    if (!isWriting(form)) continue;
    known.set(form, gist(fields(form)));
    const copy = read(place(form));
    if (copy && gist(copy.fields) !== known.get(form)) offer(form, copy);
    else if (copy) drop(form);
    form.addEventListener("input", () => { clearTimeout(timers.get(form)); timers.set(form, setTimeout(keep, 700, form)); });
  }
  addEventListener("submit", (event) => { if (known.has(event.target)) keep(event.target); }, true);
  globalThis.copies = { keep, saved };
}
