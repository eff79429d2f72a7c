// The language of a prompt: YAML between the lines of the front matter, then roles on lines of their own and Handlebars in the text.
export const id = 'prompt';

export const configuration = {
  brackets: [['{{', '}}'], ['{', '}'], ['[', ']'], ['(', ')']],
  autoClosingPairs: [{ open: '{', close: '}' }, { open: '"', close: '"', notIn: ['string', 'comment'] }],
  surroundingPairs: [{ open: '{', close: '}' }, { open: '[', close: ']' }, { open: '(', close: ')' }, { open: '"', close: '"' }],
  comments: { blockComment: ['{{!--', '--}}'] },
};

export const tokens = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/^---\s*$/, { token: 'delimiter', switchTo: '@front' }],
      [/(?=.)/, { token: '', switchTo: '@text' }],
    ],
    front: [
      [/^---\s*$/, { token: 'delimiter', switchTo: '@text' }],
      [/#.*$/, 'comment'],
      [/"(?:[^"\\]|\\.)*"|'[^']*'/, 'string'],
      [/[\w.$-]+(?=\s*:(?:\s|$))/, 'key'],
      [/\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b/, 'number'],
      [/[\w.$/@-]+/, ''],
    ],
    text: [
      [/^(?:system|user|assistant|tool):\s*$|^placeholder:\s*\S+\s*$/, 'role'],
      [/\\\\(?=\{\{)|\\\{\{[^}]*\}\}/, 'string.escape'],
      [/\{\{~?!--/, 'comment', '@note'],
      [/\{\{~?![^}]*\}\}/, 'comment'],
      [/\{\{\{?~?[#/^>&]?/, 'tag', '@tag'],
      [/[^{\\]+|./, ''],
    ],
    note: [
      [/--~?\}\}/, 'comment', '@pop'],
      [/./, 'comment'],
    ],
    tag: [
      [/~?\}\}\}?/, 'tag', '@pop'],
      [/"[^"]*"|'[^']*'/, 'string'],
      [/\b(?:if|unless|each|with|else|as|eq|date|number|money|default|join)\b(?=[\s~}])/, 'keyword'],
      [/-?\b\d+(?:\.\d+)?\b/, 'number'],
      [/@?[\w./-]+/, 'variable'],
      [/./, 'tag'],
    ],
  },
};
