/** What a template may name: a value, or a list of such records to repeat a part for. */
export interface TemplateValues {
  readonly [name: string]: string | readonly TemplateValues[];
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "+": "&#43;",
};

/**
 * A template filled in: `[[NAME]]` is a value with HTML's entities, as Nautes escapes it, `[[NAME:4]]` one of several
 * lines, which are indented and not escaped, `[[#LIST]]…[[/LIST]]` is repeated for each item. What comes out empty is
 * a comment with the file's name. @throws Error for a name without a value
 */
export function fillTemplate(path: string, template: string, values: TemplateValues): string {
  const text = filled(template, values);
  if (text.trim() !== "") return text;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return `# ${name.replace(/\.[^.]+$/, "")}`;
}

function filled(template: string, values: TemplateValues): string {
  const repeated = template.replaceAll(
    /\[\[#(\w+)\]\]([^]*?)\[\[\/\1\]\]/g,
    (_, name: string, part: string) => {
      const items = values[name];
      if (!Array.isArray(items)) throw new Error(`There is no list ${name} for a template.`);
      return (items as readonly TemplateValues[])
        .map((item) => filled(part, { ...values, ...item }))
        .join("");
    },
  );
  return repeated.replaceAll(/\[\[(\w+)(?::(\d+))?\]\]/g, (_, name: string, indent?: string) => {
    const value = values[name];
    if (typeof value !== "string") throw new Error(`There is no value ${name} for a template.`);
    if (indent !== undefined) return value.replaceAll("\n", `\n${" ".repeat(Number(indent))}`);
    return value.replaceAll(/[&<>"'+]/g, (character) => entities[character] ?? character);
  });
}
