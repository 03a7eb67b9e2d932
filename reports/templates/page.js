(() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const said = document.createElement("div");
  said.className = "away";
  said.setAttribute("role", "status");
  all("main")[0].append(said);
  const says = (said.parentNode.dataset.says || "Copy {}|{} copied|{} selected").split("|");
  const copy = async (from) => {
    try {
      await navigator.clipboard.writeText(from.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(from);
      return document.execCommand("copy");
    }
  };
  all("[data-copy]").forEach((from) => {
    const button = document.createElement("button");
    const say = (at) => says[at].replace("{}", from.dataset.copy);
    button.className = "copy";
    button.setAttribute("aria-label", say(0));
    button.onclick = async () => {
      const done = await copy(from);
      button.classList.toggle("done", done);
      said.setAttribute("aria-label", say(done ? 1 : 2));
      setTimeout(() => button.classList.remove("done"), 2000);
    };
    from.after(button);
  });
  const reveal = () => {
    const at = document.getElementById(location.hash.slice(1));
    for (let one = at; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    at?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((one) => (one.open = false)));
})();
