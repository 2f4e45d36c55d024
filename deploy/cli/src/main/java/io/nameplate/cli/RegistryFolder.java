/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A registry as its writer keeps it: every .yaml or .yml file of a folder. */
final class RegistryFolder {

    private RegistryFolder() {}

    static Registry read(Path folder, long version) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no such folder");
        }
        List<Document> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                    documents.add(new Document(file.toString(), text(file)));
                }
            }
        }
        if (documents.isEmpty()) {
            throw new IOException("the folder " + folder + " holds no .yaml file");
        }
        return RegistryReader.read(documents, version);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notText) {
            throw new IOException(file + " is not UTF-8 text", notText);
        }
    }
}
