"""What the author of an anonymous post is called: two words, drawn at random when it is passed on. Pure.

They come from nothing: neither from the receipt nor from the reference. No word is somebody's given name, a word of
police work or one that could be taken for a judgement.
"""

from collections.abc import Callable, Collection, Sequence

FIRST = tuple(
    """
    Amber Auburn Azure Beige Blithe Bold Breezy Bright Brisk Bronze Buff Bushy Calm Candid Cheerful Chestnut Clear
    Cobalt Cosy Cream Crimson Crisp Dappled Deep Dewy Downy Eager Early Emerald Even Fabled Fawn Fleet Fluffy Fresh
    Frosty Gentle Gilded Gleaming Golden Grand Green Hardy Hearty Indigo Ivory Jaunty Keen Lavender Leafy Lemon Light
    Lilac Lively Lucid Lunar Mahogany Maroon Mauve Mellow Mild Mint Misty Modest Mossy Neat Nimble Ochre Orange Patient
    Peach Placid Plum Polar Purple Quick Quiet Rapid Russet Rustic Saffron Sapphire Sepia Serene Silver Sleek Smooth
    Snowy Solar Speckled Spry Steady Still Striped Sunlit Tawny Teal Tidal Tidy Topaz Tranquil Turquoise Umber Velvet
    Verdant Vivid Warm Windy Wintry Woolly Yellow Zesty
    """.split()
)
SECOND = tuple(
    """
    Acorn Alder Anemone Aspen Avocet Beech Birch Bittern Blackbird Bluebell Bracken Bramble Bullfinch Bunting Buttercup
    Campion Cedar Chaffinch Chough Clover Cormorant Cornflower Cowslip Crocus Curlew Cypress Daffodil Dahlia Damson
    Dipper Dolphin Dormouse Dragonfly Dunlin Egret Eider Elm Falcon Fern Fieldfare Foxglove Fulmar Gannet Gentian
    Godwit Goldcrest Goldfinch Grebe Greenfinch Guillemot Hare Harebell Hawthorn Hedgehog Heron Hornbeam Hoopoe Ibis
    Juniper Kestrel Kingfisher Kittiwake Lapwing Larch Linnet Lupin Mallow Maple Marigold Mayfly Moorhen Mulberry
    Nightingale Nuthatch Oak Orchid Osprey Otter Oystercatcher Partridge Peony Petrel Pine Pipit Plover Poplar Porpoise
    Primrose Ptarmigan Puffin Razorbill Redstart Redwing Reed Sandpiper Seal Sedge Shearwater Siskin Skylark Snowdrop
    Sorrel Sparrow Spruce Squirrel Starling Stonechat Sycamore Teasel Tern Thistle Thrush Turnstone Vetch Wagtail
    Warbler Waxwing Wheatear Whimbrel Whinchat Willow Wren Yarrow Yew
    """.split()
)
ALL = frozenset(f"{first} {second}" for first in FIRST for second in SECOND)


def drawn(shown: Collection[str], in_use: Collection[str], choose: Callable[[Sequence[str]], str]) -> str:
    """A designation that no post has that is ``shown``; once all are, one that no open post has ``in_use``.

    Raises ``LookupError`` where more posts are open than there are designations.
    """
    free = sorted(ALL.difference(shown)) or sorted(ALL.difference(in_use))
    if not free:
        raise LookupError("every designation belongs to an open post")
    return choose(free)
