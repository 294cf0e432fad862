// Writing a longer answer: the characters left, and the toolbar that writes Markdown.

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
