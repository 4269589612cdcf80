import { LabIcon } from "@jupyterlab/ui-components";

/** The kernel's pulse in one color, which the theme gives: `jp-icon3` sets fill and stroke only where the attribute is there. */
export const trafficLabIcon = new LabIcon({
  name: "trafficlab:traffic-lab",
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" style="fill: none" stroke="#616161" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
    d="M2 13h4l2.5-6 4 12 3-8 1.5 2h5"/>
  <circle class="jp-icon3" fill="#616161" cx="8.5" cy="5" r="2"/>
</svg>`,
});
