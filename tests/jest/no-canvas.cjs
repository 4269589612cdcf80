/** What Vega draws on, for an environment that has no canvas: widths of texts are estimated then. */
module.exports = { canvas: () => null, domCanvas: () => null, nodeCanvas: () => null, image: () => Image };
