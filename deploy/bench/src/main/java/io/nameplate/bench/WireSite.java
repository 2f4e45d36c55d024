/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.util.Collections;
import java.util.List;

/**
 * The site of a measurement over a broker, in words that another process understands: slots of a second, two leases, or ten that
 * have outages.
 *
 * @param interval seconds of an interval
 * @param start its first second, a whole minute
 * @param outages whether it has the leases with outages
 */
record WireSite(int blocks, int interval, long start, boolean outages) {

    private static final int LEASES = 10;

    /** A site with two leases where nothing happens. */
    static WireSite steady(int blocks, int interval, long start) {
        return new WireSite(blocks, interval, start, false);
    }

    /** A site with ten leases, one of which loses its nodes every twelve seconds; blocks must be a multiple of ten. */
    static WireSite restless(int blocks, int interval, long start) {
        if (blocks % LEASES != 0) {
            throw new IllegalArgumentException("not a multiple of ten: " + blocks + " blocks");
        }
        return new WireSite(blocks, interval, start, true);
    }

    /** What {@link #toString} wrote. */
    static WireSite parse(String text) {
        String[] words = text.split(",", -1);
        return new WireSite(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Boolean.parseBoolean(words[3]));
    }

    String yaml() {
        return outages
                ? BenchSite.yaml(1, interval, Collections.nCopies(LEASES, blocks / LEASES))
                : BenchSite.yaml(blocks, 1, interval);
    }

    Registry registry() {
        return RegistryReader.read(List.of(new Document("bench.yaml", yaml())), 1);
    }

    Playback playback() {
        Registry registry = registry();
        List<Integer> nodesOfHalls = registry.halls().values().stream()
                .map(hall -> hall.size() * BenchSite.NODES_PER_BLOCK)
                .toList();
        return new Playback(
                registry, start, outages ? Outages.of(LEASES, blocks / LEASES, nodesOfHalls) : Outages.NONE);
    }

    @Override
    public String toString() {
        return blocks + "," + interval + "," + start + "," + outages;
    }
}
