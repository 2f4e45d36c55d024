/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a lease's XID table: its version, and XIDs and names of conditions side by side. */
final class XidTableReader {

    private XidTableReader() {}

    static XidTable read(Fields fields) {
        String version = fields.text("version");
        Optional<XidTable> published = XidTable.published(version);
        boolean own = fields.has("unusable");
        List<Integer> unusable = fields.values("unusable", XidTableReader::code);
        fields.end();
        if (!own && published.isPresent()) {
            return published.get();
        }
        XidTable table = new XidTable(version, Set.copyOf(unusable));
        if (published.isPresent() && !published.get().equals(table)) {
            fields.problem(
                    "version",
                    "'" + version + "' is a published table with another list; leave 'unusable' out, or give your"
                            + " own table a version of its own");
        }
        return table;
    }

    private static int code(String text) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int xid = text.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(text);
            if (xid < 1 || xid > GpuCondition.LAST_XID) {
                throw new IllegalArgumentException("an XID is 1 to " + GpuCondition.LAST_XID);
            }
            return xid;
        }
        return GpuCondition.named(text)
                .map(GpuCondition::code)
                .orElseThrow(() -> new IllegalArgumentException("neither an XID nor a condition" + hint(text)));
    }

    private static String hint(String text) {
        return Spelling.nearest(text, GpuCondition.names())
                .map(near -> "; did you mean '" + near + "'?")
                .orElseGet(() -> "; known conditions: " + String.join(", ", GpuCondition.names()));
    }
}
