// Words and hours as the rest of Rebond writes them.

export function hourOf(instant) {
  const words = new Date(instant).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  return words.replace(":", "\u00a0h\u00a0");
}

export function dayOf(instant) {
  const words = new Date(instant).toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long" });
  return words.replace(" 1 ", " 1er ");
}

export function counted(number, one, many) {
  return `${number} ${number > 1 ? many : one}`;
}

export const STATES = {
  taken: { label: "Emporté", tone: "neutral", icon: "bag-check" },
  draft: { label: "Commencé", tone: "info", icon: "pencil" },
  ready: { label: "À envoyer", tone: "warning", icon: "send" },
  faulty: { label: "À corriger", tone: "danger", icon: "exclamation-triangle" },
  gone: { label: "Plus accessible", tone: "danger", icon: "lock" },
};
