// Writing: the characters left, the toolbar that writes Markdown, and saving drafts by themselves. One file, since a page asks for eight at most.

// Characters left, in a sentence of the same plural group as the sample it was written for.
{
  const lang = document.documentElement.lang;
  const locale = lang === "ar" ? "ar-u-nu-latn" : lang;
  const plural = new Intl.PluralRules(locale);
  const format = new Intl.NumberFormat(locale);
  const samples = [0, 1, 2, 3, 11, 100];
  const sentence = (forms, number) => {
    const index = samples.findIndex((sample) => plural.select(sample) === plural.select(number));
    return forms.split("|").at(index).replace(samples.at(index), format.format(number));
  };
  for (const line of document.querySelectorAll("[data-count-for]")) {
    const field = document.getElementById(line.dataset.countFor);
    if (!field) continue;
    const show = () => {
      const left = line.dataset.limit - [...field.value.replace(/\r\n/g, "\n")].length;
      line.textContent = left < 0 ? sentence(line.dataset.over, -left) : sentence(line.dataset.left, left);
      line.classList.toggle("error", left < 0);
    };
    let timer;
    line.setAttribute("aria-live", "polite");
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 400); });
    show();
  }
}

// The toolbar over a long answer writes Markdown marks around the selected words.
{
  const marks = [["### ", "", true], ["**", "**"], ["- ", "", true], ["> ", "", true], ["[", "](https://)"]];
  for (const bar of document.querySelectorAll("[data-marks-for]")) {
    const area = document.getElementById(bar.dataset.marksFor);
    bar.querySelectorAll("button").forEach((button, index) => {
      const [before, after, line] = marks[index];
      button.addEventListener("click", () => {
        const { selectionStart: start, selectionEnd: end, value } = area;
        const from = line ? value.lastIndexOf("\n", start - 1) + 1 : start;
        const chosen = value.slice(from, end);
        area.focus();
        area.setRangeText(before + (line ? chosen.replace(/\n/g, "\n" + before) : chosen) + after, from, end, "end");
        if (!line) area.setSelectionRange(from + before.length, from + before.length + chosen.length);
        area.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  }
}

// Saves drafts by themselves; what could not be sent stays on this device (copies.js). Requests and answers: static/README.md.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const line = document.querySelector("[data-saved-state]");
  const words = line?.dataset ?? {};
  const locale = document.documentElement.lang === "ar" ? "ar-u-nu-latn" : document.documentElement.lang;
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const skip = new Set(["csrf_token", "writer", "copy", "edit"]);
  let timer, last, running = false, again = false, stopped = false, pending = null;

  const tell = (text) => { if (line && text) line.textContent = text; };
  const content = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => !skip.has(name) && typeof value === "string"));
  const keep = () => globalThis.copies?.keep(form);

  const save = async () => {
    clearTimeout(timer);
    const now = content();
    if (stopped || now === last) return;
    if (running) { again = true; return; }
    running = true;
    tell(words.saving);
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "manual", keepalive: now.length < 50000 });
      if (answer.status === 409) { stopped = true; keep(); tell(words.conflict); return; }
      if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) { keep(); tell(words.signedOut); return; }
      if (answer.status === 422) { keep(); tell(words.kept); return; }
      if (!answer.ok) throw new Error(answer.status);
      const fresh = answer.status === 204 ? {} : await answer.json();
      if (fresh.edit !== undefined && form.elements.edit) form.elements.edit.value = fresh.edit;
      last = now;
      if (content() === now) globalThis.copies?.saved(form);
      tell(words.saved?.replace("{time}", clock.format(fresh.saved_at ? new Date(fresh.saved_at) : new Date())));
    } catch {
      keep();
      tell(words.offline);
    } finally {
      running = false;
      const next = pending;
      pending = null;
      if (next) form.requestSubmit(next.button ?? undefined);
      else if (again) { again = false; save(); }
    }
  };

  last = content();
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
  form.addEventListener("focusout", (event) => { if (event.relatedTarget?.type !== "submit") save(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) { event.preventDefault(); pending = { button: event.submitter }; return; }
    stopped = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; pending = null; });
  addEventListener("online", save);
  addEventListener("pagehide", save);
}
