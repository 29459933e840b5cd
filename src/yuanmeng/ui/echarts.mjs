// The parts of ECharts that charts here use: canvas in the browser, SVG on the server.
// In the browser SVG and tooltips need inline styles, which the content policy forbids; every bar and point bears its number.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent } from "echarts/components";
import * as core from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

core.use([BarChart, LineChart, AriaComponent, GridComponent, CanvasRenderer, SVGRenderer]);
export const { init, getInstanceByDom } = core;
