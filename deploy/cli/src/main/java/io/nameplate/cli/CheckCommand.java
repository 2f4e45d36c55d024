/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Reads a registry and says what it holds, or everything that is wrong with it. */
record CheckCommand(Path registry) {

    static CheckCommand parse(List<String> words) {
        return new CheckCommand(new Arguments(words, Set.of("--registry")).needed("--registry"));
    }

    int run(PrintStream out, PrintStream err) {
        try {
            Registry read = RegistryFolder.read(registry, 1);
            out.println("site " + read.site() + ": " + read.blocks().size() + " blocks, "
                    + read.nodes().size() + " nodes, " + read.assets().size() + " assets, "
                    + read.leases().size() + " leases; no mistakes");
            return Nameplate.DONE;
        } catch (DocumentException mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException unreadable) {
            err.println("cannot read the registry " + registry + ": " + unreadable.getMessage());
            return Nameplate.FAILED;
        }
    }
}
