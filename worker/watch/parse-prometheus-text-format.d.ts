declare module "parse-prometheus-text-format" {
  /** The metrics of a text in the format of Prometheus; throws when it is none. */
  export default function parse(text: string): { name: string; help: string; type: string }[];
}
