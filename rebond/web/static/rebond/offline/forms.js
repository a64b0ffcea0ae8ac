// The blank forms of the shell: filled from what was taken along, read back as a browser would post them.

function controlsOf(form) {
  return [...form.elements].filter((control) => control.name);
}

// A form that came along with its item, written by Rebond: parsed apart, where nothing in it runs.
export function formIn(html) {
  return document.adoptNode(new DOMParser().parseFromString(html, "text/html").querySelector("form"));
}

// { name: [values] }: what a browser would post; a box left empty is not posted.
export function readAnswers(form) {
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") (answers[name] ??= []).push(value);
  }
  return answers;
}

export function fillForm(form, answers) {
  form.reset();
  for (const control of controlsOf(form)) {
    const values = answers[control.name];
    if (!values || control.type === "file") continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.multiple) [...control.options].forEach((option) => { option.selected = values.includes(option.value); });
    else control.value = values[0] ?? "";
  }
}

export function isBlank(answers) {
  return Object.values(answers).every((values) => values.every((value) => value.trim() === ""));
}

// Puts each sentence next to its field, and all of them in the summary; the summary takes the focus.
export function showErrors(form, errors) {
  clearErrors(form);
  const summary = form.querySelector("[data-errors]");
  const list = summary.querySelector("ul");
  for (const [name, sentences] of Object.entries(errors)) {
    const field = controlsOf(form).find((control) => control.name === name);
    const group = field?.closest(".form-field");
    sentences.forEach((sentence) => list.append(lineOf(sentence, field, group)));
    if (group) group.append(noteOf(sentences));
    group?.classList.add("form-field-error");
    field?.setAttribute("aria-invalid", "true");
  }
  summary.hidden = list.childElementCount === 0;
  if (!summary.hidden) summary.focus();
}

export function clearErrors(form) {
  form.querySelectorAll(".form-field-error").forEach((group) => group.classList.remove("form-field-error"));
  form.querySelectorAll("[data-said]").forEach((note) => note.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  const summary = form.querySelector("[data-errors]");
  summary.hidden = true;
  summary.querySelector("ul").replaceChildren();
}

function lineOf(sentence, field, group) {
  const line = document.createElement("li");
  if (!field) {
    line.textContent = sentence;
    return line;
  }
  const link = document.createElement("a");
  link.href = `#${field.id}`;
  link.textContent = group?.querySelector("legend, label")?.firstChild.textContent.trim() || field.name;
  // The address says which screen is shown: it does not change for a field.
  link.addEventListener("click", (event) => { event.preventDefault(); field.focus(); });
  line.append(link, ` : ${sentence}`);
  return line;
}

function noteOf(sentences) {
  const note = document.createElement("ul");
  note.className = "field-errors";
  note.dataset.said = "";
  note.append(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
  return note;
}

// All that was typed, as one text that can be pasted elsewhere.
export function textOf(form) {
  const lines = [];
  for (const control of controlsOf(form)) {
    const isChosen = !["radio", "checkbox"].includes(control.type) || control.checked;
    if (!isChosen || control.type === "file" || !control.value.trim()) continue;
    const label = control.labels?.[0]?.textContent.trim() ?? control.name;
    const question = control.closest("fieldset")?.querySelector("legend").firstChild.textContent.trim();
    lines.push(question ? `${question} : ${label}` : `${label} : ${control.value}`);
  }
  return lines.join("\n");
}
