import { Content, useData } from 'vitepress'
import { h } from 'vue'
export default { Layout: { setup() { const { page } = useData(); return () => h('main', { 'data-source': 'src/' + page.value.filePath }, [h(Content)]) } } }
