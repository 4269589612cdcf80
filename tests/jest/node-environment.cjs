const { TestEnvironment } = require("jest-environment-node");
const { BINARY_TYPES, shareFromNode } = require("./realm.cjs");

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    shareFromNode(this.global, [...BINARY_TYPES, "WebAssembly"]);
  }
};
