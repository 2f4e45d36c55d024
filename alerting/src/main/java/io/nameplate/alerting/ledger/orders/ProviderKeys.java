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
import java.util.TreeMap;
import java.util.stream.Stream;

/** The public keys that orders may be signed with, and whose they are: {@code PROVIDER/KID.pem} in a folder. */
public final class ProviderKeys {

    private static final String PEM = ".pem";

    /** Of a ledger that takes no orders. */
    public static final ProviderKeys NONE = new ProviderKeys(Map.of(), Map.of());

    private final Map<String, SigningKey> keys;
    private final Map<String, String> providers;

    private ProviderKeys(Map<String, SigningKey> keys, Map<String, String> providers) {
        this.keys = keys;
        this.providers = providers;
    }

    /**
     * Reads the keys of a folder.
     *
     * @throws IllegalArgumentException with everything that is wrong with them, a sentence a line
     */
    public static ProviderKeys read(Path folder) {
        Map<String, SigningKey> keys = new TreeMap<>();
        Map<String, String> providers = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Path provider : list(folder).stream().filter(Files::isDirectory).toList()) {
            for (Path file : list(provider)) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(PEM) || !Files.isRegularFile(file)) {
                    continue;
                }
                String kid = name.substring(0, name.length() - PEM.length());
                String other = providers.putIfAbsent(kid, String.valueOf(provider.getFileName()));
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
            }
        }
        if (keys.isEmpty() && problems.isEmpty()) {
            problems.add(folder + ": there is no key in it; keys are named PROVIDER/KID.pem");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new ProviderKeys(keys, providers);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the folder of keys " + folder + " cannot be read", unreadable);
        }
    }

    /** What the keys are called; for a person. */
    public List<String> names() {
        return List.copyOf(keys.keySet());
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
