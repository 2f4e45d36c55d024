/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

/** Text in indented paragraphs, wrapped where a terminal or a sheet of paper ends. */
final class Page {

    private static final int WIDTH = 110;
    private static final int STEP = 2;

    private final StringBuilder out = new StringBuilder();

    /** A paragraph at a depth; what does not fit continues one step deeper. */
    Page say(int depth, String text) {
        int indent = depth * STEP;
        int column = indent;
        out.append(" ".repeat(indent));
        boolean first = true;
        for (String word : text.split(" ", -1)) {
            if (!first && column + 1 + word.length() > WIDTH) {
                column = indent + STEP;
                out.append('\n').append(" ".repeat(column));
            } else if (!first) {
                out.append(' ');
                column++;
            }
            out.append(word);
            column += word.length();
            first = false;
        }
        out.append('\n');
        return this;
    }

    /** A line of a table, not wrapped. */
    Page row(int depth, String text) {
        out.append(" ".repeat(depth * STEP)).append(text.stripTrailing()).append('\n');
        return this;
    }

    Page heading(String text) {
        out.append('\n').append(text).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
