// Evaluated once into the base image from which every task starts. It gives what the host calls; the guest calls
// nothing of the host: it leaves what it wants in the outbox, and its log in memory that the host reads by itself.
(seedWith, giveServices) => {
  const LOG_UNITS = 128 * 1024;
  const LOG_LINES = 1000;
  const LINE_UNITS = 8 * 1024;
  const MAX_OUTPUT_UNITS = 16 * 1024 * 1024;
  const MAX_DEPTH = 200;

  // What the author's code does to these afterwards changes only what the author sees.
  const uncurry = (method) => Function.prototype.call.bind(method);
  const { parse, stringify } = JSON;
  const { isArray, prototype: listPrototype } = Array;
  const { min } = Math;
  const { keys, create, freeze, prototype: objectPrototype, defineProperty, getPrototypeOf } = Object;
  const { deleteProperty } = Reflect;
  const then = uncurry(Promise.prototype.then);
  const charCodeAt = uncurry(String.prototype.charCodeAt);
  const slice = uncurry(String.prototype.slice);
  const tagOf = uncurry(objectPrototype.toString);
  const mapGet = uncurry(Map.prototype.get);
  const mapSet = uncurry(Map.prototype.set);
  const mapDelete = uncurry(Map.prototype.delete);
  const setAdd = uncurry(Set.prototype.add);
  const setHas = uncurry(Set.prototype.has);
  const setDelete = uncurry(Set.prototype.delete);
  const weakGet = uncurry(WeakMap.prototype.get);
  const weakSet = uncurry(WeakMap.prototype.set);
  const text = String;
  const ErrorClass = Error;
  const PromiseClass = Promise;
  const SetClass = Set;
  const define = (object, name, value) =>
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
  const isError = (value) => value instanceof ErrorClass;
  const internalErrorPrototype = InternalError.prototype;

  // ---- log
  const head = new Int32Array(3);
  const units = new Uint16Array(LOG_UNITS);

  const write = (level, line) => {
    const length = min(line.length, LINE_UNITS);
    if (head[1] >= LOG_LINES || head[0] + length + 3 > LOG_UNITS) {
      head[2] = 1;
      return;
    }
    let at = head[0];
    units[at++] = level;
    units[at++] = length;
    units[at++] = line.length > LINE_UNITS ? 1 : 0;
    for (let i = 0; i < length; i++) units[at++] = charCodeAt(line, i);
    head[1]++;
    head[0] = at;
  };

  const show = (value) => {
    try {
      if (typeof value === "string") return value;
      if (isError(value))
        return value.stack ? `${value.name}: ${value.message}\n${value.stack}` : `${value.name}: ${value.message}`;
      if (typeof value === "object" && value !== null) return stringify(value) ?? tagOf(value);
      if (typeof value === "function") return `[function ${value.name}]`;
      return text(value);
    } catch {
      return tagOf(value);
    }
  };
  const logger =
    (level) =>
    (...values) => {
      let line = "";
      for (let i = 0; i < values.length; i++) line += (i > 0 ? " " : "") + show(values[i]);
      write(level, line);
    };

  // ---- outbox: what the host is asked to bring; `deliver` brings it
  let outbox = "";
  let nextId = 1;
  const waiting = new Map();

  const post = (entry) => {
    outbox += outbox === "" ? entry : `,${entry}`;
  };
  const askForTimer = (ms, onAnswer) => {
    const wait = +ms > 0 ? min(+ms, 2147483647) : 0;
    const id = nextId++;
    mapSet(waiting, id, onAnswer);
    post(`{"kind":"timer","id":${id},"ms":${wait}}`);
    return id;
  };
  const forget = (id) => {
    if (mapDelete(waiting, id)) post(`{"kind":"forget","id":${+id}}`);
  };
  const callable = (callback) => {
    if (typeof callback !== "function") throw new TypeError("The callback of a timer is not a function");
    return callback;
  };
  const setTimeout = (callback, ms, ...values) => {
    callable(callback);
    return askForTimer(ms, () => callback(...values));
  };
  // ---- calls to the outside: made by the host, each answered once
  const MAX_CALLS = 100_000;
  const MAX_ARGS_UNITS = 1024 * 1024;
  let calls = 0;
  const named = (value, what) => {
    if (typeof value !== "string" || value === "" || value.length > 200)
      throw new TypeError(`callHost: the ${what} is text of 1 to 200 characters`);
    return stringify(value);
  };
  const callHost = (service, method, args) =>
    new PromiseClass((resolve, reject) => {
      const names = `"service":${named(service, "service")},"method":${named(method, "method")}`;
      const given = stringify(args) ?? "null";
      if (given.length > MAX_ARGS_UNITS) throw new RangeError("callHost: the arguments are longer than 1 MiB");
      if (++calls > MAX_CALLS) throw new RangeError(`callHost: a task makes ${MAX_CALLS} calls at most`);
      const id = nextId++;
      mapSet(waiting, id, ({ ok, value, error }) => {
        if (ok) return resolve(value);
        const thrown = new ErrorClass(error.message);
        define(thrown, "name", error.name);
        define(thrown, "code", error.code);
        reject(thrown);
      });
      post(`{"kind":"call","id":${id},${names},"args":${stringify(given)}}`);
    });
  const intervals = new Map();
  const setInterval = (callback, ms, ...values) => {
    callable(callback);
    let first;
    const again = () => {
      const id = askForTimer(ms, () => {
        again();
        callback(...values);
      });
      first ??= id;
      mapSet(intervals, first, id);
    };
    again();
    return first;
  };
  const clearTimer = (id) => {
    forget(mapGet(intervals, id) ?? id);
    mapDelete(intervals, id);
  };

  // ---- artifacts
  const MAX_ARTIFACTS = 1000;
  const artifacts = [];
  const artifactNumbers = new WeakMap();
  const artifact = (name, content, mediaType) => {
    if (typeof name !== "string" || name === "" || name.length > 200 || /[\p{Cc}/\\]/u.test(name))
      throw new TypeError("artifact: the name is 1 to 200 characters without slashes");
    if (typeof content !== "string" && !ArrayBuffer.isView(content) && !(content instanceof ArrayBuffer))
      throw new TypeError("artifact: the content is text or bytes");
    if (
      mediaType !== undefined &&
      (typeof mediaType !== "string" || !/^[\w.+-]{1,100}\/[\w.+-]{1,100}(; ?[\w.=+-]{1,100})?$/.test(mediaType))
    )
      throw new TypeError("artifact: the media type looks like text/markdown");
    if (artifacts.length >= MAX_ARTIFACTS) throw new RangeError(`artifact: a task makes ${MAX_ARTIFACTS} at most`);
    const bytes =
      typeof content === "string"
        ? content
        : new Uint8Array(
            content instanceof ArrayBuffer
              ? content.slice(0)
              : content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength),
          );
    const marker = freeze({
      $artifact: freeze({
        name,
        mediaType:
          mediaType ?? (typeof content === "string" ? "text/plain; charset=utf-8" : "application/octet-stream"),
      }),
    });
    weakSet(artifactNumbers, marker, artifacts.length);
    artifacts[artifacts.length] = { name, mediaType: marker.$artifact.mediaType, content: bytes };
    return marker;
  };

  // ---- output
  class NotJson {
    constructor(path, why) {
      this.path = path;
      this.why = why;
    }
  }
  const REFUSED = {
    "[object Map]": "is a Map; turn it into an object or a list",
    "[object Set]": "is a Set; turn it into a list",
    "[object WeakMap]": "is a WeakMap",
    "[object WeakSet]": "is a WeakSet",
    "[object Promise]": "is a promise; await it",
    "[object ArrayBuffer]": "is bytes; return them with artifact(name, bytes)",
    "[object Uint8Array]": "is bytes; return them with artifact(name, bytes)",
  };
  const failed = (why) => stringify({ __proto__: null, ok: false, ...why });
  const toJson = (output) => {
    const path = ["output"];
    const above = new SetClass();
    const refuse = (why) => {
      let named = "";
      for (let i = 0; i < path.length; i++) named += (i > 0 ? "." : "") + path[i];
      throw new NotJson(named, why);
    };
    const copy = (given, key) => {
      let value = given;
      if (typeof value === "object" && value !== null) {
        const number = weakGet(artifactNumbers, value);
        if (number !== undefined) return { __proto__: null, $artifact: { __proto__: null, pending: number } };
        if (typeof value.toJSON === "function") value = value.toJSON(key);
      }
      switch (typeof value) {
        case "string":
        case "number":
        case "boolean":
          return value;
        case "undefined":
          return undefined;
        case "function":
          return refuse("is a function");
        case "symbol":
          return refuse("is a symbol");
        case "bigint":
          return refuse("is a BigInt; turn it into a number or text");
      }
      if (value === null) return null;
      const why = REFUSED[tagOf(value)];
      if (why) refuse(why);
      if (setHas(above, value)) refuse("contains itself");
      if (path.length > MAX_DEPTH) refuse(`nests more than ${MAX_DEPTH} levels deep`);
      setAdd(above, value);
      let result;
      if (isArray(value)) {
        result = [];
        for (let i = 0; i < value.length; i++) {
          path[path.length] = i;
          result[i] = copy(value[i], i) ?? null;
          path.length--;
        }
      } else {
        result = create(null);
        const names = keys(value);
        for (let i = 0; i < names.length; i++) {
          path[path.length] = names[i];
          const inner = copy(value[names[i]], names[i]);
          if (inner !== undefined) result[names[i]] = inner;
          path.length--;
        }
      }
      setDelete(above, value);
      return result;
    };
    try {
      const plain = copy(output, "") ?? null;
      deleteProperty(objectPrototype, "toJSON");
      deleteProperty(listPrototype, "toJSON");
      const json = stringify(plain);
      return json.length > MAX_OUTPUT_UNITS ? failed({ code: "output_too_large" }) : `{"ok":true,"output":${json}}`;
    } catch (error) {
      if (error instanceof NotJson) return failed({ code: "output_not_json", path: error.path, why: error.why });
      if (isOutOfMemory(error)) return failed({ code: "out_of_memory" });
      let named = "";
      for (let i = 0; i < path.length; i++) named += (i > 0 ? "." : "") + path[i];
      return failed({
        code: "output_not_json",
        path: named,
        why: `cannot be read: ${slice(show(isError(error) ? `${error.name}: ${error.message}` : error), 0, 500)}`,
      });
    }
  };

  const isOutOfMemory = (error) => {
    try {
      return (
        typeof error === "object" &&
        error !== null &&
        getPrototypeOf(error) === internalErrorPrototype &&
        error.message === "out of memory"
      );
    } catch {
      return false;
    }
  };
  const field = (error, name) => {
    try {
      return slice(text(error[name] ?? ""), 0, 10_000);
    } catch {
      return "";
    }
  };
  const failureOf = (error) => {
    if (isOutOfMemory(error)) return failed({ code: "out_of_memory" });
    let isReal = false;
    try {
      isReal = isError(error);
    } catch {}
    if (isReal)
      return failed({
        code: "code_threw",
        name: field(error, "name"),
        message: field(error, "message"),
        stack: field(error, "stack"),
      });
    return failed({
      code: "code_threw",
      thrown: error === null ? "null" : typeof error,
      shown: slice(text(show(error)), 0, 500),
    });
  };

  // ---- what the host calls
  let state = "running";
  let result;

  const start = (module, input, context, seed) => {
    seedWith(parse(seed));
    const finished = then(module, (namespace) => {
      const main = namespace.default;
      if (typeof main === "function") return main(parse(input), parse(context));
      state = "not_function";
      result = "default" in namespace ? typeof main : "";
    });
    then(
      finished,
      (value) => {
        if (state !== "running") return;
        state = "returned";
        result = value;
      },
      (error) => {
        state = "threw";
        result = error;
      },
    );
  };
  const end = () => {
    if (state === "running") return "null";
    if (state === "not_function") return failed({ code: "code_not_function", type: result });
    return state === "returned" ? toJson(result) : failureOf(result);
  };
  const drain = () => {
    const sent = outbox;
    outbox = "";
    return `{"outbox":[${sent}],"artifacts":${artifacts.length},"end":${end()}}`;
  };
  const deliver = (id, answer) => {
    const onAnswer = mapGet(waiting, id);
    if (mapDelete(waiting, id)) onAnswer(answer === undefined ? undefined : parse(answer));
  };

  // ---- what the author sees
  define(globalThis, "console", {
    debug: logger(0),
    trace: logger(0),
    log: logger(1),
    info: logger(1),
    table: logger(1),
    warn: logger(2),
    error: logger(3),
  });
  define(globalThis, "setTimeout", setTimeout);
  define(globalThis, "setInterval", setInterval);
  define(globalThis, "clearTimeout", clearTimer);
  define(globalThis, "clearInterval", clearTimer);
  define(globalThis, "sleep", (ms) => new PromiseClass((resolve) => setTimeout(resolve, ms)));
  define(globalThis, "artifact", artifact);
  giveServices({ callHost, askForTimer, define });

  return { start, drain, deliver, head, units, artifactAt: (number) => artifacts[number] };
};
