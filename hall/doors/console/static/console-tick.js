// Counts the seconds in a worker: a browser slows the clocks of a page in the background down to once a minute.
"use strict";

setInterval(() => postMessage(0), 1000);
