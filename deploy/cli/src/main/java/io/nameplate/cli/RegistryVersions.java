/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The registry versions of a folder: its own YAML files are one version, or each folder in it that is named by a number holds
 * the version of that number.
 */
final class RegistryVersions {

    private final SortedMap<Long, Registry> versions = new TreeMap<>();

    private RegistryVersions() {}

    /**
     * Reads a folder.
     *
     * @param only the number to settle under: of the YAML files, or of the one folder that counts
     */
    static RegistryVersions read(Path folder, OptionalLong only) throws IOException {
        RegistryVersions read = new RegistryVersions();
        List<Path> numbered = numbered(folder);
        if (numbered.isEmpty()) {
            long version = only.orElse(1);
            read.versions.put(version, RegistryFolder.read(folder, version));
            return read;
        }
        for (Path version : numbered) {
            long number = number(version);
            if (only.isEmpty() || only.getAsLong() == number) {
                read.versions.put(number, RegistryFolder.read(version, number));
            }
        }
        if (read.versions.isEmpty()) {
            throw new IOException("there is no folder " + folder.resolve(Long.toString(only.orElse(1))));
        }
        return read;
    }

    private static List<Path> numbered(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no such folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .filter(file -> file.getFileName().toString().matches("[1-9][0-9]{0,17}"))
                    .sorted()
                    .toList();
        }
    }

    private static long number(Path folder) {
        return Long.parseLong(folder.getFileName().toString());
    }

    Optional<Registry> of(long version) {
        return Optional.ofNullable(versions.get(version));
    }

    /** The version of that number, or the newest there is. */
    Registry nearest(long version) {
        return of(version).orElseGet(() -> versions.get(versions.lastKey()));
    }

    Registry newest() {
        return nearest(versions.lastKey());
    }
}
