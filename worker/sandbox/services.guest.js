// What code calls services by: `services.<name>.<method>(args)`, which means callHost(name, method, args), and the service
// `time`, which needs no host. Evaluated into the base image; harness.guest.js gives it what it is made of.
({ callHost, askForTimer, define }) => {
  const { freeze, create } = Object;
  const { deleteProperty } = Reflect;
  const uncurry = (method) => Function.prototype.call.bind(method);
  const matches = uncurry(RegExp.prototype.test);
  const has = uncurry(Set.prototype.has);
  const timeOf = uncurry(Date.prototype.getTime);
  const { parse: parseDate, now } = Date;
  const ErrorClass = Error;
  const PromiseClass = Promise;
  const ProxyClass = Proxy;
  const text = String;

  // ---- time: a timer is durable by itself
  const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  const LAST = 253402300799999;
  const refusal = (code, message) => {
    const error = new ErrorClass(message);
    define(error, "name", "ServiceError");
    define(error, "code", code);
    return error;
  };
  const momentOf = (given) => {
    if (typeof given === "string") return matches(MOMENT, given) ? parseDate(given) : NaN;
    if (typeof given === "number") return given;
    try {
      return timeOf(given);
    } catch {
      return NaN;
    }
  };
  const sleepUntil = (given) =>
    new PromiseClass((resolve, reject) => {
      const at = momentOf(given);
      if (!(at >= -LAST && at <= LAST))
        return reject(
          refusal(
            "bad_input",
            "sleepUntil: give a time with a time zone such as 2026-12-24T18:00:00Z, a Date or milliseconds",
          ),
        );
      // A timer has an end: what is further away is waited for again.
      const wait = () => {
        const left = at - now();
        if (left > 0) askForTimer(left, wait);
        else resolve(null);
      };
      wait();
    });
  const call = (service, method, args) => {
    if (service !== "time") return callHost(service, method, args);
    if (method === "sleepUntil") return sleepUntil(args);
    return PromiseClass.reject(refusal("unknown_method", `time has no method ${text(method)}; it has sleepUntil`));
  };

  // ---- services
  // A promise asks for `then`, JSON for `toJSON`: to have them would turn an await or an output into a call.
  const reserved = new Set(["then", "toJSON", "constructor", "prototype", "__proto__"]);
  const toPrimitive = Symbol.toPrimitive;
  const memberOf = (label, make) => (_target, name) => {
    if (name === toPrimitive || name === "toString" || name === "valueOf") return () => label;
    return typeof name === "symbol" || has(reserved, name) ? undefined : make(name);
  };
  const methodOf = (service, path) => {
    const label = `services.${service}${path === "" ? "" : `.${path}`}`;
    const target = () => {};
    deleteProperty(target, "name");
    deleteProperty(target, "length");
    return new ProxyClass(freeze(target), {
      __proto__: null,
      get: memberOf(label, (name) => methodOf(service, path === "" ? name : `${path}.${name}`)),
      apply(_target, _self, given) {
        if (path === "") throw new TypeError(`${label} is a service; call one of its methods`);
        if (given.length > 1) throw new TypeError(`${label} takes one argument`);
        return call(service, path, given[0]);
      },
    });
  };
  define(
    globalThis,
    "services",
    new ProxyClass(freeze(create(null)), { __proto__: null, get: memberOf("services", (name) => methodOf(name, "")) }),
  );
  define(globalThis, "callHost", call);
  define(globalThis, "__callHostTool__", call);
};
