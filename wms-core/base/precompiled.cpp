// SPDX-License-Identifier: Apache-2.0
// Nothing of its own: the library that what is precompiled belongs to has to have a source.
