// Writes the XML of the query protocols: plain nested values in, text out. Own code: thirty lines serve three small
// answers and the errors; instances, of which there are thousands, are written in ec2-instance-xml.ts.

export type XmlValue = string | number | boolean | null | undefined | XmlObject | readonly XmlValue[];
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** An array becomes `<item>` elements; null and undefined become nothing; `attributes` are written as they are. */
export function xmlElement(name: string, value: XmlValue, attributes = ''): string {
  if (value === null || value === undefined) return '';
  const open = attributes === '' ? name : `${name} ${attributes}`;
  return `<${open}>${xmlContent(value)}</${name}>`;
}

/** Content written elsewhere, already XML. */
export function xmlWrap(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes === '' ? '' : ` ${attributes}`}>${content}</${name}>`;
}

function xmlContent(value: XmlValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value !== 'object') return String(value);
  let text = '';
  if (isList(value)) for (const item of value) text += xmlElement('item', item);
  else for (const name of Object.keys(value)) text += xmlElement(name, value[name]);
  return text;
}

function isList(value: XmlObject | readonly XmlValue[]): value is readonly XmlValue[] {
  return Array.isArray(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// XML 1.0 has no way to write control characters but tab, line ends and C1; AWS does not take them in tags either.
const SPECIAL = /[&<>"]|(?![\t\n\r\x7f-\x9f])\p{Cc}/u;
const EVERY_SPECIAL = new RegExp(SPECIAL, 'gu');

export function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (char) => ESCAPES[char] ?? '') : text;
}
