/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.registry;

import io.nameplate.model.language.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the YAML files of a folder as the documents of a registry, in the order of their names. */
public final class RegistryFolder {

    private RegistryFolder() {}

    public static List<Document> read(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Document> documents = new ArrayList<>();
            for (Path file : files.filter(RegistryFolder::isYaml).sorted().toList()) {
                documents.add(new Document(String.valueOf(file.getFileName()), Files.readString(file)));
            }
            return documents;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the registry folder " + folder + " cannot be read", unreadable);
        }
    }

    private static boolean isYaml(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}
