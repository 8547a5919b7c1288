// Runs M-Lab's own client, which is made for browsers, in Node: measure.js HOST:PORT prints what it found as JSON.
'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const place = process.env.NODE_CLIENT;
const {WebSocket} = require(path.join(place, 'node_modules', 'ws'));
const source = path.join(place, 'node_modules', '@m-lab', 'ndt7', 'src');
const ndt7 = require(path.join(source, 'ndt7.js'));

global.Worker = class {
  constructor(file) {
    const tell = (data) => setImmediate(() => this.over || this.onmessage({data}));
    this.scope = {WebSocket, performance, setTimeout, Uint8Array, postMessage: tell};
    this.scope.self = this.scope;
    vm.runInNewContext(fs.readFileSync(path.join(source, file), 'utf8'), this.scope);
  }
  postMessage(data) {
    this.scope.onmessage({data});
  }
  terminate() {
    this.over = true;
  }
};

const found = {errors: []};
ndt7.test({server: process.argv[2], protocol: 'ws', mlabDataPolicyInapplicable: true}, {
  error: (said) => found.errors.push(String(said)),
  downloadComplete: (data) => { found.download = data; },
  uploadComplete: (data) => { found.upload = data; },
}).then((code) => {
  found.code = code;
  fs.writeSync(1, JSON.stringify(found));
  process.exit(0);
});
