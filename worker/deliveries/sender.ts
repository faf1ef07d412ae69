import type { Logger } from "pino";
import type { BreakerPolicy } from "#core/delivery/breaker.ts";
import { type DeliveryPolicy, hostFailed, judge, type Sent } from "#core/delivery/verdict.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Pool } from "#server/db.ts";
import { signingSecrets } from "#server/deliveries/signing-secret.ts";
import { type ClaimedDelivery, claimDeliveries, type DeliveryResult } from "#server/engine/deliveries.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { OutboundRules } from "#server/http/guarded-fetch.ts";
import { Hosts } from "#worker/deliveries/hosts.ts";
import { type Prepared, type PreparedRequest, prepareDelivery } from "#worker/deliveries/prepare.ts";
import { Recorder } from "#worker/deliveries/recorder.ts";
import { type Answer, deliveryHeaders, redacted, sendOnce, shown } from "#worker/deliveries/send.ts";
import type { Mail } from "#worker/notifications/mailer.ts";
import { type MessageDeps, prepareMessage } from "#worker/notifications/prepare-message.ts";
import type { WorkerMetrics } from "#worker/watch/worker-metrics.ts";

export interface SenderDeps extends MessageDeps {
  pool: Pool;
  expressions: Expressions;
  artifacts: ArtifactStore;
  outbound: OutboundRules;
  logger: Logger;
  metrics: WorkerMetrics;
}

export interface SenderSettings {
  /** The most sends at a time. */
  slots: number;
  /** After so long without a record a delivery is sent by somebody again. */
  leaseMs: number;
  /** How long a receiver has for its whole answer. */
  timeoutMs: number;
  policy: DeliveryPolicy;
  breaker: BreakerPolicy;
}

/** What was sent, as it is kept, and what came of it. */
interface Made {
  request: unknown;
  answer: Answer;
}

const SOON_MS = 5;
const LONGEST_MS = 60_000;

/**
 * Claims due deliveries, sends them and records what came of it: three steps of their own, so that no connection and no
 * row lock is held while a receiver takes its time. Whoever dies between sending and recording leaves a lease that runs
 * out, and the delivery is sent again under the same key.
 */
export class DeliverySender {
  readonly #deps: SenderDeps;
  readonly #settings: SenderSettings;
  readonly #hosts: Hosts;
  readonly #recorder: Recorder;
  readonly #stopping = new AbortController();
  readonly #attempts = new Set<Promise<void>>();
  #turning: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: SenderDeps, settings: SenderSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#hosts = new Hosts(settings.breaker);
    this.#recorder = new Recorder(deps.pool, deps.logger);
  }

  /** There may be something to send: claims now, or right after the claim that is under way. */
  wake(): void {
    this.#again = true;
    if (this.#turning || this.#stopping.signal.aborted) return;
    this.#turning = this.#turn()
      .catch((err: unknown) => {
        this.#deps.logger.warn({ err }, "could not claim deliveries, trying again");
        this.#wakeIn(250);
      })
      .finally(() => {
        this.#turning = null;
        if (this.#again && this.#free > 0) this.wake();
      });
  }

  /** Takes nothing new, breaks off what is being sent and puts it back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#recorder.leave();
    // What a claim under way brings is put back, too.
    await this.#turning;
    await Promise.all(this.#attempts);
  }

  get #free(): number {
    return this.#settings.slots - this.#attempts.size;
  }

  async #turn(): Promise<void> {
    while (this.#again && this.#free > 0 && !this.#stopping.signal.aborted) {
      this.#again = false;
      const { breaker, leaseMs } = this.#settings;
      const now = Date.now();
      const hosts = this.#hosts.limits(now);
      const nextTryInMs = this.#hosts.nextTryInMs(now);
      const request = { slots: this.#free, perHost: breaker.perHost, hosts, leaseMs };
      const { deliveries, nextInMs } = await claimDeliveries(this.#deps.pool, request);
      for (const delivery of deliveries) this.#start(delivery);
      // As of the limits that the claim went by: a host that it passed over is looked at again.
      const times = [nextInMs, nextTryInMs].filter((ms) => ms !== null);
      if (times.length > 0) this.#wakeIn(Math.min(...times));
    }
  }

  #start(delivery: ClaimedDelivery): void {
    const begun = performance.now();
    const attempt = this.#attempt(delivery)
      .catch((err: unknown) => {
        this.#deps.logger.error({ err, deliveryId: delivery.id }, "a delivery could not be attempted");
        return this.#settled(delivery, { failure: unexpected }, {});
      })
      .then((result) => {
        this.#deps.metrics.delivered(result, performance.now() - begun);
        return this.#recorder.record(result);
      })
      .finally(() => {
        this.#attempts.delete(attempt);
        this.wake();
      });
    this.#attempts.add(attempt);
  }

  async #attempt(delivery: ClaimedDelivery): Promise<DeliveryResult> {
    const { id, lease } = delivery;
    const prepared = await this.#prepare(delivery);
    if (prepared.kind === "gone") return { id, lease, status: "dropped", sent: false };
    if (prepared.kind === "failed") return this.#settled(delivery, { failure: prepared.failure }, {});
    const { host } = prepared.kind === "mail" ? prepared : prepared.request;
    if (this.#stopping.signal.aborted || !this.#hosts.take(host, Date.now())) return putBack(delivery, host);
    let sent: Sent | null = null;
    try {
      const { request, answer } =
        prepared.kind === "mail" ? await this.#mail(prepared.mail) : await this.#post(delivery, prepared.request);
      if (answer.status === null && this.#stopping.signal.aborted) return putBack(delivery, host);
      sent = answer.sent;
      const seen = { host, request, response_status: answer.status, response: answer.text };
      return this.#settled(delivery, sent, seen);
    } finally {
      const changed = this.#hosts.done(host, sent && hostFailed(sent), Date.now());
      if (changed) this.#deps.logger.warn({ host, breaker: changed }, "deliveries to a host");
    }
  }

  #prepare({ trigger, ...delivery }: ClaimedDelivery): Promise<Prepared> {
    const { pool, artifacts, expressions } = this.#deps;
    if (trigger === "notify") return prepareMessage(this.#deps, { trigger, ...delivery });
    return prepareDelivery({ db: pool, artifacts, expressions }, { trigger, ...delivery });
  }

  async #post(delivery: ClaimedDelivery, prepared: PreparedRequest): Promise<Made> {
    const request = await this.#signed(delivery, prepared);
    const { outbound: rules } = this.#deps;
    const { timeoutMs } = this.#settings;
    const answer = await sendOnce(request, { rules, signal: this.#stopping.signal, timeoutMs });
    return { request: redacted(request), answer };
  }

  async #mail(mail: Mail): Promise<Made> {
    const { mailer } = this.#deps;
    if (!mailer) throw new Error("An e-mail was prepared without a server that takes it");
    const { to, subject, text, messageId } = mail;
    const headers = { subject: shown(subject), "message-id": messageId };
    return {
      request: { method: "MAIL", url: `mailto:${to}`, headers, body: shown(text) },
      answer: await mailer.send(mail),
    };
  }

  async #signed({ workspaceId, ...delivery }: ClaimedDelivery, request: PreparedRequest): Promise<PreparedRequest> {
    const now = new Date();
    const secrets = await signingSecrets(this.#deps.pool, this.#deps.secretBox, workspaceId, now);
    return { ...request, headers: { ...request.headers, ...deliveryHeaders(delivery, request.body, secrets, now) } };
  }

  #settled({ id, lease, attempts }: ClaimedDelivery, sent: Sent, seen: Partial<DeliveryResult>): DeliveryResult {
    const verdict = judge(sent, attempts + 1, this.#settings.policy);
    const error = verdict.to === "delivered" ? null : shown(verdict.error);
    const next = verdict.to === "pending" ? { after_ms: verdict.afterMs } : {};
    return { id, lease, status: verdict.to, sent: true, error, ...next, ...seen };
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(ms, SOON_MS), LONGEST_MS));
  }
}

const unexpected = {
  code: "not_prepared",
  message: "The request could not be made; see the worker's log",
  retryable: true,
};

/** It was not sent: another sender, or this one a little later, takes it up. */
const putBack = ({ id, lease }: ClaimedDelivery, host: string): DeliveryResult => ({
  id,
  lease,
  status: "pending",
  sent: false,
  after_ms: 0,
  host,
});
