/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.orders.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The public keys that orders may be signed with, and whose they are: {@code PROVIDER/KID.pem} in a folder.
 *
 * @param keys by what they are called
 * @param providers whose each key is
 */
record ProviderKeys(Map<String, SigningKey> keys, Map<String, String> providers) {

    private static final String PEM = ".pem";

    /** Of a ledger that takes no orders. */
    static final ProviderKeys NONE = new ProviderKeys(Map.of(), Map.of());

    /**
     * What a folder holds.
     *
     * @param problems a sentence each
     */
    record Found(ProviderKeys keys, List<String> problems) {}

    ProviderKeys {
        keys = Map.copyOf(keys);
        providers = Map.copyOf(providers);
    }

    /**
     * Reads the keys of a folder.
     *
     * @param before where a file is wrong, its key of before stays: somebody may be writing it just now; and as long as a key's file is
     *     there nobody else has a key of its name
     */
    static Found read(Path folder, ProviderKeys before) {
        Map<String, SigningKey> keys = new TreeMap<>();
        Map<String, String> providers = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Path provider : list(folder).stream().filter(Files::isDirectory).toList()) {
            String owner = String.valueOf(provider.getFileName());
            for (Path file : list(provider)) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(PEM) || !Files.isRegularFile(file)) {
                    continue;
                }
                String kid = name.substring(0, name.length() - PEM.length());
                String holder = before.holder(folder, kid).orElse(owner);
                String other = holder.equals(owner) ? providers.putIfAbsent(kid, owner) : holder;
                if (other != null) {
                    problems.add(file + ": provider " + other + " has a key of that name; names of keys are unique");
                    continue;
                }
                try {
                    keys.put(kid, SigningKey.ofPem(kid, Files.readString(file)));
                } catch (IOException unreadable) {
                    problems.add(file + ": cannot be read: " + unreadable);
                } catch (IllegalArgumentException wrong) {
                    problems.add(file + ": " + wrong.getMessage());
                }
                SigningKey kept = owner.equals(before.providers.get(kid)) ? before.keys.get(kid) : null;
                if (kept != null) {
                    keys.putIfAbsent(kid, kept);
                }
            }
        }
        if (keys.isEmpty() && problems.isEmpty()) {
            problems.add(folder + ": there is no key in it; keys are named PROVIDER/KID.pem");
        }
        providers.keySet().retainAll(keys.keySet());
        return new Found(new ProviderKeys(keys, providers), problems);
    }

    /** Whose a key is, as long as its file is there. */
    private Optional<String> holder(Path folder, String kid) {
        return Optional.ofNullable(providers.get(kid))
                .filter(owner -> Files.isRegularFile(folder.resolve(owner).resolve(kid + PEM)));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the folder of keys " + folder + " cannot be read", unreadable);
        }
    }

    /** What the keys are called; for a person. */
    List<String> names() {
        return keys.keySet().stream().sorted().toList();
    }

    List<SigningKey> all() {
        return List.copyOf(keys.values());
    }

    /** Whose a key is; only asked of keys that are here. */
    String provider(String kid) {
        String provider = providers.get(kid);
        if (provider == null) {
            throw new IllegalArgumentException("there is no key '" + kid + "'");
        }
        return provider;
    }
}
