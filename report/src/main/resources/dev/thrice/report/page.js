'use strict';
{
  // Colours are variables of the style sheet: a drawing follows the reader's scheme, and the printer's, without being redrawn.
  const text = { labelColor: 'var(--muted)', titleColor: 'var(--ink)', labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' };
  const palette = [1, 2, 3, 4, 5, 6].map(i => `var(--c${i})`);
  const config = {
    background: null,
    aria: false, // a chart is one image, whose label says what it shows; its numbers are in the table below it
    font: 'system-ui, sans-serif',
    view: { stroke: null },
    axis: { ...text, labelOverlap: 'greedy', domainColor: 'var(--muted)', tickColor: 'var(--muted)', gridColor: 'var(--grid)', labelLimit: 160 },
    axisXDiscrete: { labelAngle: 0, labelSeparation: 4 },
    axisQuantitative: { tickCount: 6 },
    legend: { ...text, orient: 'bottom', direction: 'vertical', titleLimit: 300, labelLimit: 300 },
    scale: { minOpacity: 0.05, maxOpacity: 1 },
    mark: { color: palette[0] },
    point: { size: 50, opacity: 1 },
    line: { strokeWidth: 2 },
    rule: { color: 'var(--ink)', strokeWidth: 1.5 },
    tick: { color: 'var(--ink)', thickness: 1.5 },
    text: { color: 'var(--ink)', fontSize: 12 },
    range: {
      category: palette,
      ordinal: palette,
      symbol: ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'],
    },
  };
  const main = document.querySelector('main');
  const drawn = [...document.querySelectorAll('script[data-chart]')].map(script => {
    const chart = document.getElementById(script.dataset.chart);
    const spec = vegaLite.compile(JSON.parse(script.textContent), { config }).spec;
    const view = new vega.View(vega.parse(spec), { renderer: 'svg', container: chart.firstElementChild, hover: true });
    if (!chart.clientWidth) { // folded away, where nothing has a width
      view.width(main.clientWidth);
    }
    return view.runAsync();
  });
  Promise.all(drawn).then(() => { document.documentElement.dataset.charts = drawn.length; });
  for (const details of document.querySelectorAll('details')) {
    details.addEventListener('toggle', () => dispatchEvent(new Event('resize'))); // charts measure their places anew
  }
  for (const link of document.querySelectorAll('nav a')) {
    link.addEventListener('click', () => { document.querySelector(link.hash).open = true; });
  }
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) {
      details.open = true;
    }
  });
}
