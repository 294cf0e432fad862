// A toolbar that writes Markdown marks around the selected words.
{
  const marks = [["### ", "", true], ["**", "**"], ["- ", "", true], ["> ", "", true], ["[", "](https://)"]];
  for (const area of document.querySelectorAll("textarea[data-markdown]")) {
    const bar = document.createElement("div");
    bar.className = "cluster";
    area.dataset.markdown.split("|").forEach((label, index) => {
      const [before, after, line] = marks[index];
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "pill", textContent: label });
      button.addEventListener("click", () => {
        const { selectionStart: start, selectionEnd: end, value } = area;
        const from = line ? value.lastIndexOf("\n", start - 1) + 1 : start;
        const chosen = value.slice(from, end);
        area.focus();
        area.setRangeText(before + (line ? chosen.replace(/\n/g, "\n" + before) : chosen) + after, from, end, "end");
        if (!line) area.setSelectionRange(from + before.length, from + before.length + chosen.length);
        area.dispatchEvent(new Event("input", { bubbles: true }));
      });
      bar.append(button);
    });
    area.before(bar);
  }
}
