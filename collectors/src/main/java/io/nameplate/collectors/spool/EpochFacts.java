/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.wire.EpochId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an epoch's folder says of the epoch beside its segments: a small file that is either the old or the new one.
 *
 * @param from its first slot, where that is known
 * @param closed up to where its slots are complete, once no record comes after them; 0 before
 * @param openSince the first record that speaks of slots which were not complete then
 * @param left how many of its records count, once it was given up
 * @param begins by the first record of a segment, up to where slots were complete before it
 * @param end how it ended, where that is known
 */
record EpochFacts(
        OptionalLong from,
        long closed,
        OptionalLong openSince,
        OptionalLong left,
        SortedMap<Long, Long> begins,
        End end) {

    private static final String FILE = "epoch";

    /**
     * How an epoch ended.
     *
     * @param last the number of its last record; 0 where that is not known
     * @param missing how many records behind its end are lost for good
     * @param goesOn where what lies behind a damage at its end is carried on, until that is done
     */
    record End(long last, long missing, Optional<GoesOn> goesOn) {
        static final End UNKNOWN = new End(0, 0, Optional.empty());
    }

    /** An epoch, and the number of the last record in it before those that are carried on. */
    record GoesOn(EpochId epoch, long after) {}

    EpochFacts {
        begins = Collections.unmodifiableSortedMap(new TreeMap<>(begins));
    }

    static EpochFacts read(Path folder) throws IOException {
        Map<String, String> facts = new HashMap<>();
        for (String line : AtomicFile.read(folder.resolve(FILE))) {
            String[] fact = line.split(" ", 2);
            facts.put(fact[0], fact[fact.length - 1]);
        }
        return new EpochFacts(
                number(facts, "from"),
                number(facts, "closed").orElse(0),
                number(facts, "open"),
                number(facts, "left"),
                begins(facts.getOrDefault("begins", "")),
                new End(
                        number(facts, "last").orElse(0),
                        number(facts, "missing").orElse(0),
                        goesOn(facts.getOrDefault("goes-on", ""))));
    }

    private static TreeMap<Long, Long> begins(String said) {
        TreeMap<Long, Long> begins = new TreeMap<>();
        for (String pair : said.split(" ", -1)) {
            int colon = pair.indexOf(':');
            if (colon > 0) {
                begins.put(Long.parseLong(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1)));
            }
        }
        return begins;
    }

    private static Optional<GoesOn> goesOn(String said) {
        String[] words = said.split(" ", -1);
        return words.length < 2
                ? Optional.empty()
                : Optional.of(new GoesOn(new EpochId(words[0]), Long.parseLong(words[1])));
    }

    private static OptionalLong number(Map<String, String> facts, String name) {
        String number = facts.get(name);
        return number == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    }

    void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        from.ifPresent(second -> lines.add("from " + second));
        if (closed != 0) {
            lines.add("closed " + closed);
        }
        openSince.ifPresent(seq -> lines.add("open " + seq));
        left.ifPresent(counted -> lines.add("left " + counted));
        if (!begins.isEmpty()) {
            lines.add("begins "
                    + begins.entrySet().stream()
                            .map(begin -> begin.getKey() + ":" + begin.getValue())
                            .collect(Collectors.joining(" ")));
        }
        if (end.last() != 0) {
            lines.add("last " + end.last());
        }
        if (end.missing() != 0) {
            lines.add("missing " + end.missing());
        }
        end.goesOn().ifPresent(on -> lines.add("goes-on " + on.epoch().value() + " " + on.after()));
        AtomicFile.write(folder.resolve(FILE), lines);
    }

    static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder.resolve(FILE + ".new"));
    }
}
