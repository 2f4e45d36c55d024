/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the names that publishers use to those of the registry: some are listed, the others are the same. Answers are
 * kept, as many as a large site has names.
 */
public final class Names {

    private static final int KEPT = 100_000;

    private final Map<String, String> listed;
    private final Map<String, Optional<AssetId>> assets = new HashMap<>();
    private final Map<String, Optional<NodeId>> nodes = new HashMap<>();

    /** The names that differ, those of publishers first. */
    public Names(Map<String, String> listed) {
        this.listed = Map.copyOf(listed);
    }

    /** The names that differ. */
    public Map<String, String> listed() {
        return listed;
    }

    /** The asset that a publisher means, unless no registry could have one of that name. */
    public Optional<AssetId> asset(String name) {
        return kept(assets, name, AssetId::new);
    }

    /** The node that a publisher means, unless no registry could have one of that name. */
    public Optional<NodeId> node(String name) {
        return kept(nodes, name, NodeId::new);
    }

    /** The point that a publisher means. */
    public String point(String name) {
        return listed.getOrDefault(name, name);
    }

    private <T> Optional<T> kept(Map<String, Optional<T>> known, String name, Function<String, T> make) {
        Optional<T> found = known.get(name);
        if (found == null) {
            found = made(listed.getOrDefault(name, name), make);
            if (known.size() < KEPT) {
                known.put(name, found);
            }
        }
        return found;
    }

    private static <T> Optional<T> made(String id, Function<String, T> make) {
        try {
            return Optional.of(make.apply(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Names names && names.listed.equals(listed);
    }

    @Override
    public int hashCode() {
        return listed.hashCode();
    }
}
