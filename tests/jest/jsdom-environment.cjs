const { TestEnvironment } = require("jest-environment-jsdom");
const { BINARY_TYPES, WEB_NAMES, shareFromNode } = require("./realm.cjs");

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    shareFromNode(this.global, [...BINARY_TYPES, ...WEB_NAMES]);
  }
};
