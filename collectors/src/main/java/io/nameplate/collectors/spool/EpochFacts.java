/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an epoch's folder says of the epoch beside its segments: a small file that is either the old or the new one.
 *
 * @param from its first slot, where that is known
 * @param closed up to where its slots are complete, once no record comes after them; 0 before
 * @param openSince the first record that speaks of slots which were not complete then
 * @param left how many of its records count, once it was given up
 */
record EpochFacts(OptionalLong from, long closed, OptionalLong openSince, OptionalLong left) {

    private static final String FILE = "epoch";

    static EpochFacts read(Path folder) throws IOException {
        Map<String, String> facts = new HashMap<>();
        for (String line : AtomicFile.read(folder.resolve(FILE))) {
            String[] fact = line.split(" ", 2);
            facts.put(fact[0], fact[fact.length - 1]);
        }
        return new EpochFacts(
                number(facts, "from"), number(facts, "closed").orElse(0), number(facts, "open"), number(facts, "left"));
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
        AtomicFile.write(folder.resolve(FILE), lines);
    }

    static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        Files.deleteIfExists(folder.resolve(FILE + ".new"));
    }
}
