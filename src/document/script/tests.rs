//! Configurations that are programs, and what is read of them.

use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    let found = serde_json::to_string(&read_javascript(text)).expect("maps serialize");
    assert_eq!(found, expected, "{text}");
}

#[test]
fn literals_are_read_and_the_rest_is_left_out() {
    check(
        "import { defineConfig } from 'vitepress' // {a: 1}\nexport default defineConfig({\n  base: '/文档/', /* x */\n  \
         lang: `zh-CN`, title: name, nav: nav(), cleanUrls: true,\n  locales: { root: { label: \"简体\" }, en: {} },\n  \
         srcExclude: ['**/README.md', other],\n  path: process.env.X ? '/a/' : '/b/', markdown: { config(md) { md.use(x) } },\n})",
        r#"{"base":"/文档/","lang":"zh-CN","cleanUrls":true,"locales":{"root":{"label":"简体"},"en":{}},"srcExclude":["**/README.md"],"markdown":{}}"#,
    );
    check("const config: Config = { baseUrl: '/', n: 3 } satisfies Config", r#"{"baseUrl":"/","n":3}"#);
    check(
        "const base = '/a/'\nconst docs = { path: 'd' }; const x = base + 'b'\nmodule.exports = {\n  presets: [['classic', /** @type {X} */ ({ docs, y: f({}) })]], base, z: x, ...docs }",
        r#"{"presets":[["classic",{"docs":{"path":"d"}}]],"base":"/a/","path":"d"}"#,
    );
    check(
        "export default async function make() {\n  const { a } = await load()\n  const bad = /['\"{]/g\n  return { title: '站', baseUrl: '/x/', f: (y) => ({ z: 1 }) } satisfies Config\n}",
        r#"{"title":"站","baseUrl":"/x/"}"#,
    );
    check(
        "const BASE = process.env.BASE || '/基/';\nmodule.exports = {\n  base: BASE, url: process.env['U'] ?? 'u', ci: process.env.CI ? 1 : 2,\n  \
         presets: [[require.resolve('@d/preset-classic'), { path: path.resolve(__dirname, 'a', './b/') }]],\n  \
         plugins: [process.env.X && ['no'], 'yes', f(x)].filter(Boolean), broken: path.join(}",
        r#"{"base":"/基/","url":"u","presets":[["@d/preset-classic",{"path":"a/b"}]],"plugins":["yes"]}"#,
    );
    read_javascript(&format!("x = {{a: {}", "process.env.a || ".repeat(100_000)));
    read_javascript(&format!("x = {{a: {}", "path.join(".repeat(100_000)));
    let doubling: String = (0..64).map(|n| format!("const a{} = [a{n}, a{n}]\n", n + 1)).collect();
    read_javascript(&format!("const a0 = [1, 2]\n{doubling}export default {{ a64 }}"));
    for broken in ["{", "{a: [", "{a: ]}", "[}", "'", "{'", "{a: `${", "{:}", "{a:(}"] {
        read_javascript(broken);
    }
    read_javascript(&"{a: ".repeat(100_000));
    read_javascript(&"[".repeat(100_000));
}

#[test]
fn python_assignments_are_read() {
    let fields = read_python(
        "SITEURL = 'https://例.org/x'\nDELETE = True # yes\nPATHS = ['a', \"b\"]\nX = f(1)\n  Y = 2\n",
    );
    let found = serde_json::to_string(&fields).expect("maps serialize");
    assert_eq!(found, r#"{"SITEURL":"https://例.org/x","DELETE":true,"PATHS":["a","b"]}"#);
}
