/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names many nodes shortly: neighbours by number become a range. */
final class Nodes {

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})");

    private Nodes() {}

    /** Ids in the order given; {@code n001, n002, n003} becomes {@code n001..n003}. */
    static String ranges(Iterable<String> ids) {
        List<String> ranges = new ArrayList<>();
        String first = "";
        String last = "";
        for (String id : ids) {
            if (last.isEmpty()) {
                first = id;
            } else if (!follows(last, id)) {
                ranges.add(range(first, last));
                first = id;
            }
            last = id;
        }
        if (!last.isEmpty()) {
            ranges.add(range(first, last));
        }
        return String.join(", ", ranges);
    }

    private static String range(String first, String last) {
        return first.equals(last) ? first : first + ".." + last;
    }

    private static boolean follows(String before, String after) {
        Matcher a = NUMBERED.matcher(before);
        Matcher b = NUMBERED.matcher(after);
        return a.matches()
                && b.matches()
                && a.group(1).equals(b.group(1))
                && Integer.parseInt(a.group(2)) + 1 == Integer.parseInt(b.group(2));
    }

    /** Nodes with the GPUs meant on each: {@code n001..n004, all 8 GPUs each; n007, GPU 5}. */
    static String withGpus(Map<String, BitSet> gpus, int gpusPerNode) {
        Map<BitSet, List<String>> bySet = new LinkedHashMap<>();
        gpus.forEach((node, set) ->
                bySet.computeIfAbsent(set, key -> new ArrayList<>()).add(node));
        StringJoiner words = new StringJoiner("; ");
        bySet.forEach((set, nodes) -> words.add(ranges(nodes) + ", " + gpus(set, nodes.size(), gpusPerNode)));
        return words.toString();
    }

    private static String gpus(BitSet set, int nodes, int gpusPerNode) {
        if (set.cardinality() == gpusPerNode && gpusPerNode > 1) {
            return "all " + gpusPerNode + " GPUs" + (nodes > 1 ? " of each" : "");
        }
        StringJoiner numbers = new StringJoiner(", ");
        for (int from = set.nextSetBit(0); from >= 0; ) {
            int to = set.nextClearBit(from);
            numbers.add(to - from == 1 ? "" + from : from + "-" + (to - 1));
            from = set.nextSetBit(to);
        }
        return (set.cardinality() == 1 ? "GPU " : "GPUs ") + numbers;
    }
}
