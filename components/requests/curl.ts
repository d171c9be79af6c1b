import { shellWords } from "./shell-words";
import type { ShellWord } from "./shell-words";

/** A request as a curl command makes it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly body: { readonly text: string; readonly start: number } | undefined;
  /** The file that the body is in, if it is not in the command. */
  readonly bodyFile: string | undefined;
  /** Offset behind the command. */
  readonly end: number;
}

const dataOptions = ["-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"];
/** Other options whose next word is a value; all the rest stand by themselves. */
const valueOptions =
  /^(?:-[HuAbcoeEmTxwF]|--(?:header|user|user-agent|cookie|cookie-jar|output|referer|cert|key|cacert|capath|max-time|connect-timeout|retry|retry-delay|upload-file|proxy|write-out|form|resolve|oauth2-bearer))$/;

/** Reads the curl command that begins at an offset; undefined: it has no URL. */
export function readCurl(text: string, from: number): CurlRequest | undefined {
  const { words, input, end } = shellWords(text, from);
  let method: string | undefined;
  let url: string | undefined;
  let data: ShellWord | undefined;
  let get = false;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const [option, joined] = split(word);
    const takesValue = option !== undefined && (isKnown(option) || valueOptions.test(option));
    const value = joined ?? (takesValue ? words[(index += 1)] : undefined);
    if (option === undefined) url ??= word.text;
    else if (option === "-X" || option === "--request") method = value?.text;
    else if (option === "--url") url = value?.text;
    else if (option === "-G" || option === "--get") get = true;
    else if (dataOptions.includes(option)) data ??= value;
  }
  if (url === undefined) return undefined;
  const file = data?.text.startsWith("@") === true ? data.text.slice(1) : undefined;
  const inline = file === undefined ? data && bodyOf(text, data) : undefined;
  return {
    method: (method ?? (data === undefined || get ? "GET" : "POST")).toUpperCase(),
    url,
    body: file === "-" ? input : inline,
    bodyFile: file === "-" ? undefined : file,
    end,
  };
}

function isKnown(option: string): boolean {
  return ["-X", "--request", "--url", ...dataOptions].includes(option);
}

/** An option may have its value in the same word: `-XPOST`, `-d'{}'`, `--data=x`. */
function split(word: ShellWord): [option: string | undefined, value?: ShellWord] {
  const [, long, value] = /^(--[\w-]+)=([^]*)$/.exec(word.text) ?? [];
  if (long !== undefined && value !== undefined)
    return [long, { text: value, start: word.start + long.length + 1 }];
  if (/^-[XdH]./.test(word.text))
    return [word.text.slice(0, 2), { text: word.text.slice(2), start: word.start + 2 }];
  return word.text.startsWith("-") && word.text.length > 1 ? [word.text] : [undefined];
}

/** The text of a word, and where in the command it begins, behind its quote. */
function bodyOf(text: string, { text: body, start }: ShellWord) {
  return { text: body, start: /['"]/.test(text.charAt(start)) ? start + 1 : start };
}
