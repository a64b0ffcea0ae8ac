// What the pages need beyond htmx and Bootstrap. No inline script exists (the policy forbids it):
// behaviour is asked for by data- attributes, listed in docs/screens.md.
(() => {
  "use strict";

  const SIGNED_OUT = "Vous n'êtes plus connecté. Votre saisie reste à l'écran : reconnectez-vous dans un autre onglet, puis continuez ici.";

  // The cookie first: it is renewed when one signs in again in another tab, and the page then still counts.
  const csrfCookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  const csrfToken = () => csrfCookie() ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector('input[name="csrfmiddlewaretoken"]');
    if (field && csrfCookie()) field.value = csrfCookie();
  }, true);

  // htmx requests carry the CSRF token.
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
    // The field of the form, where there is one, counts before the header.
    if (event.detail.formData?.has("csrfmiddlewaretoken")) event.detail.formData.set("csrfmiddlewaretoken", csrfToken());
  });
  // A form sent back with errors (422) or a conflict (409) is shown as any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    if (event.detail.xhr.status === 401) {
      event.detail.isError = false;
      announce(SIGNED_OUT);
    }
  });
  document.addEventListener("htmx:sendError", () => announce("Connexion perdue : la dernière demande n'est pas partie."));
  document.addEventListener("htmx:responseError", (event) => {
    announce(`La demande a échoué (erreur ${event.detail.xhr.status}). Rechargez la page et recommencez.`);
  });

  // One live region, read by screen readers.
  function announce(text) {
    const region = document.getElementById("live-region");
    if (!region) return;
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 50);
  }

  // The error summary takes the focus when the page opens or a fragment arrives.
  function focusErrors(root) {
    root.querySelector("[data-error-summary]")?.focus();
  }

  // data-autosubmit: a select or checkbox sends its form as soon as it changes (filters).
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
  });

  // data-confirm="Question ?" on a form, or on one of its buttons: asked in the page's own dialog before sending.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ((form.dataset.confirm || event.submitter?.dataset.confirm) && !form.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form, event.submitter);
    }
  }, true);

  function ask(form, submitter) {
    const dialog = document.getElementById("confirm-dialog");
    dialog.querySelector("[data-question]").textContent = form.dataset.confirm || submitter.dataset.confirm;
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  }

  // data-chosen-count="7" in a form: how many boxes are ticked, the 7 of the other pages included.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const count = event.target.matches("[data-choice]") && form?.querySelector("[data-chosen-count]");
    if (!count) return;
    const ticked = form.querySelectorAll("[data-choice]:checked").length;
    count.textContent = Number(count.dataset.chosenCount) + ticked;
  });

  // A double click sends a form once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.hasAttribute("data-download")) return; // the page stays: the file may be asked for again
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.dataset.clean = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // data-unsaved on a form: leaving with changes asks first.
  // data-draft-url on a form: what is typed is kept on the server a second after the last key.
  function watch(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "yes";
    let timer = 0;
    form.addEventListener("input", () => {
      form.dataset.dirty = "yes";
      if (!form.dataset.draftUrl) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => saveDraft(form), 1000);
    });
    form.addEventListener("submit", () => window.clearTimeout(timer));
  }
  async function saveDraft(form) {
    const state = form.querySelector("[data-draft-state]");
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    [...data.entries()].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: new URLSearchParams(data), headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin",
      });
      if (answer.status === 401) {
        if (state) state.textContent = `Brouillon non enregistré. ${SIGNED_OUT}`;
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      delete form.dataset.dirty;
      if (state) state.textContent = `Brouillon enregistré à ${new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", "\u00a0h\u00a0")}`;
    } catch {
      if (state) state.textContent = "Brouillon non enregistré : la connexion est perdue. Votre saisie reste à l'écran.";
    }
  }
  // data-sensitive="address" on a text field: what is typed is read by that address, its warning shown under the field.
  function watchText(field) {
    if (field.dataset.watched) return;
    field.dataset.watched = "yes";
    const note = document.createElement("div");
    note.className = "free-text-note";
    note.setAttribute("role", "status");
    field.after(note);
    let timer = 0;
    field.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => checkText(field, note), 500);
    });
    if (field.value) checkText(field, note);
  }
  async function checkText(field, note) {
    const text = field.value;
    try {
      const answer = await fetch(field.dataset.sensitive, {
        method: "POST", body: new URLSearchParams({ text }), headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin",
      });
      if (!answer.ok || field.value !== text) return;
      const warning = (await answer.text()).trim();
      if (note.dataset.shown === warning) return;
      note.dataset.shown = warning;
      note.innerHTML = warning;
    } catch {
      // The warning is an aid: without it the text can still be typed, and the server still refuses a NIR.
    }
  }
  window.addEventListener("beforeunload", (event) => {
    const dirty = document.querySelector("form[data-unsaved][data-dirty]:not([data-clean]), form[data-draft-url][data-dirty]:not([data-clean])");
    if (dirty) event.preventDefault();
  });

  // data-grid on a table of fields: Enter and the arrows go from one row to the next, Ctrl+Enter sends.
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("[data-grid] input");
    if (!field || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      field.form?.requestSubmit();
      return;
    }
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey) return;
    event.preventDefault();
    const place = field.closest("td").cellIndex;
    let row = field.closest("tr");
    do row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && !row.cells[place]?.querySelector("input"));
    const next = row?.cells[place].querySelector("input");
    next?.focus();
    next?.select();
  });

  // data-print: prints the page.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // data-copy="id" on a button: copies what that field holds, and says so.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      announce("Adresse copiée.");
      button.lastChild.textContent = " Copiée";
    } catch {
      announce("La copie n'a pas marché : l'adresse est sélectionnée, faites Ctrl+C.");
    }
  });

  function ready(root) {
    root.querySelectorAll("form[data-unsaved], form[data-draft-url]").forEach(watch);
    root.querySelectorAll("[data-sensitive]").forEach(watchText);
    focusErrors(root);
  }
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
})();
