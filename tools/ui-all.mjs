/** `npm run ui:all`: the UI tests on real captures, too, with a picture of every step of the journeys, light and dark. */
process.env.TRAFFICLAB_UI_ALL = "1";
process.argv.push("ui");
await import("./test.mjs");
