// Places the matters of a package and the order between them.
import dagre from '@dagrejs/dagre'
import type { GraphEdge, GraphNode } from './model'

export interface PlacedNode extends GraphNode {
  x: number
  y: number
  width: number
  height: number
}

export interface PlacedEdge {
  key: string
  path: string
}

export interface PlacedGraph {
  width: number
  height: number
  nodes: PlacedNode[]
  edges: PlacedEdge[]
}

/** CJK letters are as wide as they are high, others about half of it. */
export function textWidth(text: string, size: number): number {
  let units = 0
  for (const letter of text) units += letter.codePointAt(0)! > 0x2e7f ? 1 : 0.56
  return units * size
}

export function placeGraph(nodes: GraphNode[], edges: GraphEdge[], across: boolean): PlacedGraph {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: across ? 'LR' : 'TB', nodesep: 18, ranksep: across ? 54 : 40, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) {
    const width = Math.max(112, textWidth(node.name, 15) + 36, textWidth(node.state, 13) + 48)
    graph.setNode(node.id, { width, height: 62 })
  }
  const known = new Set(nodes.map((node) => node.id))
  const drawn = edges.filter((edge) => known.has(edge.from) && known.has(edge.to))
  for (const edge of drawn) graph.setEdge(edge.from, edge.to)
  dagre.layout(graph)
  const size = graph.graph()
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: nodes.map((node) => {
      const at = graph.node(node.id) as { x: number; y: number; width: number; height: number }
      return { ...node, x: at.x - at.width / 2, y: at.y - at.height / 2, width: at.width, height: at.height }
    }),
    edges: drawn.map((edge) => {
      const points = (graph.edge(edge.from, edge.to) as { points: { x: number; y: number }[] }).points
      return { key: `${edge.from}-${edge.to}`, path: smooth(points) }
    }),
  }
}

function smooth(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${first.x} ${first.y}`
  for (let i = 0; i < rest.length; ++i) {
    const here = rest[i]!
    const next = rest[i + 1]
    if (!next) path += ` L${here.x} ${here.y}`
    else path += ` Q${here.x} ${here.y} ${(here.x + next.x) / 2} ${(here.y + next.y) / 2}`
  }
  return path
}
