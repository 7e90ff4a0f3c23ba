// While the clock moves, its bar says how far it is; then the page is shown anew (the app's frame by itself, where
// there is one). Without this script the page reloads every two seconds instead.
const EVERY_MS = 400;

function mount(form) {
  const [moving, steps] = [form.querySelector(".moving"), form.querySelector(".steps")];
  if (!moving.hidden) follow();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    show(true);
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
    follow();
  });

  function show(isMoving) {
    moving.hidden = !isMoving;
    steps.hidden = isMoving;
  }

  async function follow() {
    const clock = await (await fetch("/control/clock")).json();
    show(true);
    Object.assign(moving.querySelector("progress"), { max: clock.steps || 1, value: clock.done });
    moving.querySelector("[data-done]").textContent = `${clock.done} of ${clock.steps} h`;
    if (clock.is_moving) setTimeout(follow, EVERY_MS);
    else location.replace(location.pathname + location.search);
  }
}

document.querySelectorAll("[data-clock]").forEach(mount);
