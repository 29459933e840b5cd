// Draws the options that the page carries as JSON; without this file the server's drawing and the table stand.
for (const box of document.querySelectorAll("[data-chart]")) {
  const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.replaceChildren();
  box.style.height = `${box.dataset.height}px`;
  const chart = echarts.init(box, null, { renderer: "canvas", devicePixelRatio: Math.max(2, devicePixelRatio) });
  chart.setOption(option);
  chart.on("click", (at) => { if (at.data && at.data.url) location.assign(at.data.url); });
  new ResizeObserver(() => chart.resize()).observe(box);
}
