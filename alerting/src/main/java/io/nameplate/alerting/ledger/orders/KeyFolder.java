/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the keys that orders may be signed with, followed while the ledger runs: a key that is put there counts, one
 * that is taken away counts no more. What is wrong with it stops a start; later it is said, and costs no other key.
 */
public final class KeyFolder {

    private static final Logger log = LoggerFactory.getLogger(KeyFolder.class);

    private final Optional<Path> folder;
    private ProviderKeys keys;
    private List<String> told = List.of();

    private KeyFolder(Optional<Path> folder, ProviderKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /** Of a ledger that takes no orders. */
    public static KeyFolder none() {
        return new KeyFolder(Optional.empty(), ProviderKeys.NONE);
    }

    /**
     * Reads the keys of a folder.
     *
     * @throws IllegalArgumentException with everything that is wrong with them, a sentence a line
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static KeyFolder open(Path folder) {
        ProviderKeys.Found found = ProviderKeys.read(folder, ProviderKeys.NONE);
        if (!found.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", found.problems()));
        }
        return new KeyFolder(Optional.of(folder), found.keys());
    }

    /** What the keys are called; for a person. */
    public synchronized List<String> names() {
        return keys.names();
    }

    /** The keys as they are now: an order that is refused for want of a key that was just put there would stay refused. */
    synchronized ProviderKeys keys() {
        look();
        return keys;
    }

    /** Reads the folder again and says what is otherwise. */
    public synchronized void look() {
        if (folder.isEmpty()) {
            return;
        }
        try {
            ProviderKeys.Found found = ProviderKeys.read(folder.get(), keys);
            if (!found.keys().equals(keys)) {
                keys = found.keys();
                log.atInfo()
                        .setMessage("the keys that load targets may be signed with have changed")
                        .addKeyValue("keys", keys.names())
                        .log();
            }
            tell(found.problems());
        } catch (UncheckedIOException unreadable) {
            tell(List.of(unreadable.getMessage() + "; its keys of before count"));
        }
    }

    /** Says what is wrong once, not whenever somebody looks. */
    private void tell(List<String> problems) {
        if (!problems.equals(told)) {
            told = problems;
            problems.forEach(problem -> log.atError()
                    .setMessage("a key that load targets may be signed with cannot be used")
                    .addKeyValue("reason", problem)
                    .log());
        }
    }
}
