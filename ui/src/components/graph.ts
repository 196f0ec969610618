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
  const width = Math.max(112, ...nodes.map((node) => Math.max(textWidth(node.name, 15) + 32, textWidth(node.state, 13) + 44)))
  for (const node of nodes) graph.setNode(node.id, { width, height: 62 })
  const known = new Set(nodes.map((node) => node.id))
  const drawn = edges.filter((edge) => known.has(edge.from) && known.has(edge.to))
  // dagre puts the last of several at the top; people read from the first down.
  for (const edge of [...drawn].reverse()) graph.setEdge(edge.from, edge.to)
  dagre.layout(graph)
  const size = graph.graph()
  const box = (id: string) => graph.node(id) as { x: number; y: number; width: number; height: number }
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: nodes.map((node) => {
      const at = box(node.id)
      return { ...node, x: at.x - at.width / 2, y: at.y - at.height / 2, width: at.width, height: at.height }
    }),
    edges: drawn.map((edge) => {
      const from = box(edge.from)
      const to = box(edge.to)
      const bends = (graph.edge(edge.from, edge.to) as { points: Point[] }).points.slice(1, -1)
      const start = across ? { x: from.x + from.width / 2, y: from.y } : { x: from.x, y: from.y + from.height / 2 }
      const end = across ? { x: to.x - to.width / 2, y: to.y } : { x: to.x, y: to.y - to.height / 2 }
      // An edge to the next rank needs no bends; a longer one goes around what lies between.
      const points = [start, ...(bends.length > 2 ? bends.slice(1, -1) : []), end]
      return { key: `${edge.from}-${edge.to}`, path: smooth(points, across) }
    }),
  }
}

interface Point {
  x: number
  y: number
}

function smooth(points: Point[], across: boolean): string {
  let path = `M${points[0]!.x} ${points[0]!.y}`
  for (let i = 1; i < points.length; ++i) {
    const from = points[i - 1]!
    const to = points[i]!
    const middle = across ? (from.x + to.x) / 2 : (from.y + to.y) / 2
    path += across ? ` C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}` : ` C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`
  }
  return path
}

/** The way of reading that fits the width, or the narrower of the two. */
export function fitGraph(nodes: GraphNode[], edges: GraphEdge[], width: number): PlacedGraph {
  const across = placeGraph(nodes, edges, true)
  if (across.width <= width) return across
  const down = placeGraph(nodes, edges, false)
  return down.width < across.width ? down : across
}
